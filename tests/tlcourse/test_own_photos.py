import warnings

import numpy as np
import pytest
from PIL import Image

from tests.tlcourse.conftest import write_photo
from tlcourse import PhotoError, load_photos
from tlcourse.photos.decoding import decode, decode_all
from tlcourse.photos.own import find_near_duplicates, inspect_photos

UPRIGHT, TURN_LEFT_TO_SHOW = 1, 8  # values of the EXIF tag Orientation
ORIENTATION = 0x0112


def save_turned(path, pixels, orientation, **options):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, exif=exif, **options)


def leaf(seed, side=64):
    """Smooth random patches: like a photo, and unlike every other one."""
    grid = np.random.default_rng(seed).integers(0, 255, (10, 10, 3), np.uint8)
    return np.asarray(Image.fromarray(grid).resize((side, side), Image.Resampling.BICUBIC))


@pytest.fixture
def leaves(tmp_path):
    folder = tmp_path / "leaves"
    for i, name in enumerate(("ash", "birch", "cherry")):
        for k in range(6):
            (folder / name).mkdir(parents=True, exist_ok=True)
            Image.fromarray(leaf(10 * i + k)).save(folder / name / f"IMG_{k}.jpg", quality=95)
    return folder


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
def test_a_photo_taken_sideways_is_turned_upright(tmp_path, suffix):
    pixels = np.zeros((32, 32, 3), np.uint8)
    pixels[:8] = (250, 20, 20)  # red at the top
    options = {"lossless": True} if suffix == ".webp" else {}
    save_turned(tmp_path / f"up{suffix}", pixels, UPRIGHT, **options)
    save_turned(tmp_path / f"turned{suffix}", np.rot90(pixels, -1).copy(), TURN_LEFT_TO_SHOW, **options)
    upright, turned = (decode(tmp_path / f"{name}{suffix}", 32).astype(int) for name in ("up", "turned"))
    assert upright[2, 16, 0] > 200 > 60 > upright[29, 16, 0]
    assert abs(upright - turned).mean() < 12


def test_damaged_exif_does_not_cost_the_photo(tmp_path):
    save_turned(tmp_path / "a.jpg", leaf(1), UPRIGHT)
    raw = (tmp_path / "a.jpg").read_bytes()
    start = raw.index(b"Exif\0\0") + 6
    for junk in (b"\xff" * 12, b"II*\0\xff\xff\xff\x7f\xff\xff\xff\xff"):
        (tmp_path / "b.jpg").write_bytes(raw[:start] + junk + raw[start + 12 :])
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a warning on standard error would cost a student's marks
            assert decode_all([tmp_path / "b.jpg"], 32).shape == (1, 32, 32, 3)


@pytest.mark.parametrize("name", ["a.JPG", "b.jpeg", "c.PNG", "d.webp", "e.bmp"])
def test_formats_by_their_suffix_in_any_case(tmp_path, name):
    write_photo(tmp_path / "set" / "ash" / name)
    assert [path.name for path in inspect_photos(tmp_path / "set", at_least=1).catalogue.paths] == [name]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixel_becomes_rgb(tmp_path, mode):
    picture = Image.new("L", (32, 32), 200)
    if mode == "I;16":
        picture = Image.fromarray(np.full((32, 32), 51_400, np.uint16))
    path = tmp_path / ("a.tif.jpg" if mode == "CMYK" else "a.png")
    (picture if mode == "I;16" else picture.convert(mode)).save(path)
    pixels = decode(path, 16)
    assert pixels.shape == (16, 16, 3) and abs(int(pixels.mean()) - 200) < 8


def test_unreadable_files_are_listed_and_left_out(leaves):
    whole = (leaves / "ash" / "IMG_0.jpg").read_bytes()
    (leaves / "ash" / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (leaves / "birch" / "page.png").write_text("<html>not found</html>")
    (leaves / "birch" / "empty.jpg").write_bytes(b"")
    found = inspect_photos(leaves, at_least=1)
    assert {path.name for path, _ in found.unreadable} == {"cut.jpg", "page.png", "empty.jpg"}
    assert len(found.catalogue.paths) == 18
    assert "ash/cut.jpg (cannot be read as a photo" in str(found)
    photos = found.load(size=16)
    assert len(photos.train) + len(photos.test) == 18 and photos.train.images.shape[1:] == (16, 16, 3)
    with pytest.raises(PhotoError, match="cannot be read"):
        _ = [part.images for part in load_photos(leaves, size=16, per_species=3)]


def test_formats_that_are_not_read_are_counted(leaves):
    (leaves / "ash" / "IMG_7.HEIC").write_bytes(b"....ftypheic")
    (leaves / "ash" / "notes.txt").write_text("by the pond")
    (leaves / "ash" / ".DS_Store").write_bytes(b"x")
    write_photo(leaves / "lost.png")
    found = inspect_photos(leaves)
    assert [path.name for path in found.ignored] == ["lost.png", "IMG_7.HEIC", "notes.txt"]
    assert "1 named .heic. If these are photos, save them as JPEG or PNG" in str(found)
    assert "In no class folder, left out: lost.png" in str(found)


def test_classes_with_too_few_photos(leaves):
    (leaves / "elder").mkdir()
    write_photo(leaves / "fir" / "one.png")
    found = inspect_photos(leaves, at_least=6)
    assert found.too_few == {"elder": 0, "fir": 1}
    assert found.catalogue.species == ("ash", "birch", "cherry", "fir"), "a class without photos is no class"
    assert inspect_photos(leaves, at_least=1).too_few == {"elder": 0}


def test_near_duplicates_are_found_and_others_are_not(leaves):
    original = Image.open(leaves / "ash" / "IMG_0.jpg")
    original.resize((40, 40)).save(leaves / "ash" / "smaller.jpg", quality=60)
    original.point(lambda value: min(255, int(value * 1.1))).save(leaves / "cherry" / "brighter.png")
    alike = inspect_photos(leaves).alike
    assert {frozenset((pair.first.name, pair.second.name)) for pair in alike} == {
        frozenset(("IMG_0.jpg", "smaller.jpg")),
        frozenset(("IMG_0.jpg", "brighter.png")),
        frozenset(("smaller.jpg", "brighter.png")),
    }
    assert [pair.distance for pair in alike] == sorted(pair.distance for pair in alike)
    assert "in different classes: ash/IMG_0.jpg and cherry/brighter.png" in str(inspect_photos(leaves))


def test_a_turned_copy_is_a_near_duplicate(leaves):
    save_turned(leaves / "birch" / "turned.png", np.rot90(leaf(10), -1).copy(), TURN_LEFT_TO_SHOW)
    (pair,) = inspect_photos(leaves).alike
    assert {pair.first.name, pair.second.name} == {"IMG_0.jpg", "turned.png"}


def test_no_split_divides_near_duplicates(leaves):
    for i, name in enumerate(("ash", "birch", "cherry")):
        for k in range(6):
            Image.fromarray(leaf(10 * i + k)).resize((48, 48)).save(leaves / name / f"copy_{k}.jpg", quality=80)
    found = inspect_photos(leaves)
    assert len(found.alike) == 18
    naive = load_photos(leaves, size=16, per_species=6, split="random")
    assert find_near_duplicates(*naive), "otherwise the test shows nothing"
    for seed in range(3):
        photos = found.load(size=16, seed=seed)
        assert not find_near_duplicates(*photos) and len(photos.test)


def test_near_duplicates_link_nights(tmp_path):
    for k, name in enumerate(("anna1mai2017_0_ash.png", "anna2mai2017_1_ash.png", "anna3mai2017_2_ash.png", "x.png")):
        (tmp_path / "set" / "ash").mkdir(parents=True, exist_ok=True)
        Image.fromarray(leaf(0 if k in (0, 1, 3) else 5)).save(tmp_path / "set" / "ash" / name)
    nights = inspect_photos(tmp_path / "set", at_least=1).catalogue.nights
    assert nights[0] == nights[1] == nights[3] == "anna1mai2017" and nights[2] == "anna3mai2017"


def test_files_of_one_name_in_two_classes_are_not_one_group(leaves):
    for name, seed in (("ash", 0), ("birch", 10)):
        Image.fromarray(leaf(seed)).save(leaves / name / "IMG_0_copy.png")
    nights = inspect_photos(leaves).catalogue.nights
    assert len({night for night in nights if night}) == 2


def test_nothing_on_disk_is_changed(leaves):
    def state():
        return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in leaves.rglob("*")}

    before = state()
    inspect_photos(leaves).load(size=16)
    assert state() == before


def test_a_folder_without_photos_is_refused(tmp_path):
    with pytest.raises(PhotoError, match="is no folder"):
        inspect_photos(tmp_path / "nowhere")
    (tmp_path / "ash").mkdir()
    with pytest.raises(PhotoError, match="no photo that can be read"):
        inspect_photos(tmp_path)


def test_moths_of_the_shipped_set_are_no_near_duplicates():
    photos = load_photos("moths", size=32)
    assert find_near_duplicates(photos.train.subset(range(300)), photos.test.subset(range(150))) == []


def test_the_official_folds_of_eu_moths_hold_no_near_duplicates(real_data):
    photos = load_photos(real_data / "eu-moths-256", size=32)
    assert find_near_duplicates(*photos) == []
