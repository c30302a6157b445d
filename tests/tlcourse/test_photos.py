import unicodedata

import numpy as np
import pytest

from tests.tlcourse.conftest import write_photo
from tlcourse import PhotoError, grouped_split, load_photos


def names(photos):
    return {path.name for path in photos.paths}


def test_any_folder_with_a_folder_per_class(class_folders):
    photos = load_photos(class_folders, size=16, per_species=4)
    assert photos.train.species == ("acronicta", "biston", "catocala")
    assert np.bincount(photos.train.labels).tolist() == [4, 4, 4]
    assert np.bincount(photos.test.labels).tolist() == [2, 2, 2]
    assert photos.train.images.shape == (12, 16, 16, 3) and photos.train.images.dtype == np.uint8
    assert photos.train.images[0, ..., 0].mean() > 150, "the first species is red"


def test_train_and_test_share_no_photo_and_the_seed_decides(class_folders):
    first, again, other = (load_photos(class_folders, size=16, per_species=3, seed=seed) for seed in (0, 0, 1))
    assert not set(first.train.paths) & set(first.test.paths)
    assert first.train.paths == again.train.paths != other.train.paths


def test_fewer_photos_per_species_are_nested(class_folders):
    train = load_photos(class_folders, size=16, per_species=5).train
    assert names(train.per_species(1)) < names(train.per_species(2)) < names(train.per_species(5))


def test_a_subset_keeps_labels_nights_and_pixels(class_folders):
    train = load_photos(class_folders, size=16, per_species=5).train
    before = train.images
    part = train.subset(train.labels == 1)
    assert set(part.labels) == {1} and len(part.nights) == 5
    assert np.array_equal(part.images, before[train.labels == 1])


def test_no_night_on_both_sides(class_folders):
    photos = load_photos(class_folders, size=16, per_species=4, split="by_night")
    assert set(photos.train.nights).isdisjoint(photos.test.nights) and "" not in photos.train.nights
    first, second = grouped_split(photos.train, fraction=0.5)
    assert set(first.nights).isdisjoint(second.nights)
    assert len(first) + len(second) == len(photos.train) and len(second)


def test_a_random_split_does_mix_nights(class_folders):
    photos = load_photos(class_folders, size=16, per_species=4, split="random")
    assert set(photos.train.nights) & set(photos.test.nights)


def test_stray_files_are_no_photos(class_folders):
    (class_folders / ".directory").write_text("[Dolphin]")
    (class_folders / "biston" / ".directory").write_text("[Dolphin]")
    (class_folders / "biston" / "notes.txt").write_text("seen at the lamp")
    (class_folders / ".thumbnails").mkdir()
    assert len(load_photos(class_folders, size=16, per_species=6 - 1).train.species) == 3


def eu_moths(folder, form="NFC"):
    """Two species in the layout of EU-Moths; one name has an umlaut, written on disk in the form asked for."""
    listed = []
    for label, species in enumerate(("achlya", "biston")):
        for k in range(5):
            name = f"{species}/gwk1{k}märz2012_{k}_{species}.png"
            write_photo(folder / unicodedata.normalize(form, name))
            listed.append((unicodedata.normalize("NFC", name), label, k % 4))
    (folder / "images.txt").write_text("".join(f"{i} {name}\n" for i, (name, _, _) in enumerate(listed)), "utf-8")
    (folder / "labels.txt").write_text("".join(f"{label}\n" for _, label, _ in listed))
    (folder / "tr_ID.txt").write_text("".join(f"{fold}\n" for _, _, fold in listed))
    return folder


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_umlauts_are_found_however_the_disk_spells_them(tmp_path, form):
    photos = load_photos(eu_moths(tmp_path / "eu", form), size=16, per_species=3)
    assert len(photos.train) == 6 and photos.train.nights[0] == "gwk11märz2012"
    assert photos.train.images.shape == (6, 16, 16, 3)


def test_official_folds_of_eu_moths_zero_is_test(tmp_path):
    folder = eu_moths(tmp_path / "eu")
    official = load_photos(folder, size=16, per_species=None)
    assert [len(part) for part in official] == [6, 4]
    fewer = load_photos(folder, size=16, per_species=2)
    assert [len(part) for part in fewer] == [4, 6], "what is not trained on is tested on"
    assert names(official.test) < names(fewer.test), "official test photos are never trained on"


def test_photos_that_a_list_names_must_exist(tmp_path):
    folder = eu_moths(tmp_path / "eu")
    next((folder / "biston").iterdir()).unlink()
    with pytest.raises(PhotoError, match="lacks 1 of the 10 photos"):
        load_photos(folder, size=16)


def test_lists_of_different_length_are_refused(tmp_path):
    folder = eu_moths(tmp_path / "eu")
    (folder / "labels.txt").write_text("0\n")
    with pytest.raises(PhotoError, match=r"10 photos, labels\.txt 1"):
        load_photos(folder, size=16)


def test_an_empty_class_is_named(class_folders):
    (class_folders / "dendrolimus").mkdir()
    with pytest.raises(PhotoError, match=r"dendrolimus holds no photo"):
        load_photos(class_folders, size=16)


def test_more_photos_than_there_are(class_folders):
    with pytest.raises(PhotoError, match=r"7 photos of each species.*has 6.*at most 6"):
        load_photos(class_folders, size=16, per_species=7)
    with pytest.raises(PhotoError, match="leaves no photo to test on"):
        load_photos(class_folders, size=16, per_species=6)


@pytest.mark.parametrize("content", [b"", b"<html>404</html>", None])
def test_an_unreadable_photo_is_named(class_folders, content):
    bad = class_folders / "biston" / "bad.png"
    good = next(path for path in bad.parent.iterdir())
    bad.write_bytes(good.read_bytes()[:700] if content is None else content)
    with pytest.raises(PhotoError, match=r"bad\.png cannot be read as a photo"):
        _ = [part.images for part in load_photos(class_folders, size=16, per_species=2)]


def test_grey_transparent_and_oblong_photos_become_square_rgb(class_folders):
    from PIL import Image

    Image.new("L", (40, 20), 77).save(class_folders / "biston" / "grey.png")
    Image.new("RGBA", (20, 50), (10, 20, 30, 128)).save(class_folders / "biston" / "clear.png")
    photos = load_photos(class_folders, size=16, per_species=2)
    assert all(part.images.shape[1:] == (16, 16, 3) for part in photos)


def test_unknown_sources_and_splits_tell_the_choices(class_folders):
    with pytest.raises(PhotoError, match=r"neither a folder nor one of .*eu-moths"):
        load_photos("mots")
    with pytest.raises(PhotoError, match="official, by_night, random"):
        load_photos(class_folders, split="fair")
    with pytest.raises(PhotoError, match="tlcourse get eu-moths"):
        load_photos("eu-moths")


def test_real_eu_moths(real_data):
    photos = load_photos(real_data / "eu-moths-256", size=32)
    assert [len(part) for part in photos] == [1400, 805] and len(photos.train.species) == 200
    assert not photos.train.synthetic
    assert photos.train.subset(range(3)).images.std() > 10
    by_night = load_photos(real_data / "eu-moths-256", size=32, split="by_night")
    assert (set(by_night.train.nights) & set(by_night.test.nights)) <= {""}
    assert len(set(by_night.train.labels)) > 190


@pytest.mark.parametrize("name", ["fields", "scans"])
def test_the_sets_far_from_moths_load_by_their_names(name):
    train, test = load_photos(name, size=32, per_species=10, seed=1)
    assert (len(train), len(test), len(train.species)) == (100, 300, 10)
    assert train.synthetic
    assert set(train.paths).isdisjoint(test.paths)
    assert train.subset([0]).images.shape == (1, 32, 32, 3)
