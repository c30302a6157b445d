import numpy as np
import pytest
from PIL import Image

from tests.tlcourse.conftest import write_photo
from tlcourse import inspect_photos
from tlcourse.photos.decoding import decode
from tlcourse.photos.example import make_example, night_name


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example") / "photos"
    return folder, make_example(folder, "moths", species=8)


def test_the_inspection_finds_everything_that_was_planted_and_nothing_else(made):
    folder, planted = made
    found = inspect_photos(folder, at_least=6)
    assert [path for path, _ in found.unreadable] == [planted.unreadable]
    assert found.ignored == (planted.unread_format,)
    assert {frozenset(pair[:2]) for pair in found.alike} == {
        frozenset(planted.saved_twice),
        frozenset(planted.two_names),
    }
    assert found.too_few == {planted.too_few.name: 3}


def test_a_copy_hides_from_a_split_by_night_until_twins_are_joined(made):
    folder, planted = made
    nights = {path.name.split("_")[0] for path in planted.saved_twice}
    assert len(nights) == 2
    catalogue = inspect_photos(folder).catalogue
    joined = {catalogue.nights[catalogue.paths.index(path)] for path in planted.saved_twice}
    assert len(joined) == 1


def test_the_photo_taken_sideways_is_read_upright(made, tmp_path):
    planted, other = made[1], make_example(tmp_path, "moths", species=8)
    raw = planted.sideways.read_bytes()
    assert raw == other.sideways.read_bytes()  # the same arguments, the same photos
    turned = decode(planted.sideways, 64).astype(int)
    stripped = tmp_path / "plain.jpg"
    Image.open(planted.sideways).save(stripped, exif=b"")
    lying = decode(stripped, 64).astype(int)
    assert abs(np.rot90(lying, -1) - turned).mean() < 12 < abs(lying - turned).mean()


def test_nights_are_named_as_in_file_names(tmp_path):
    assert night_name("E. Salvi 2022-07-05", tmp_path / "a.webp") == "salvi5july2022"
    assert night_name("", tmp_path / "gwk13august2017_141_biston.jpg") == "gwk13august2017"
    assert night_name("", tmp_path / "IMG_1.jpg") == ""


def test_a_set_with_few_classes_is_refused_in_words(tmp_path):
    for i in range(3):
        write_photo(tmp_path / "set" / f"class{i}" / "a.png", seed=i)
    with pytest.raises(ValueError, match="3 species.*8 or more"):
        make_example(tmp_path / "example", tmp_path / "set")
