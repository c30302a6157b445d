"""The moth set that ships: complete, reproducible, free of leaks, and not to be solved by colour alone."""

import csv
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

from datasets.moths import measure
from datasets.moths.collection import Collection
from datasets.moths.make import make
from datasets.moths.sheet import draw_beside

MOTHS = Path(measure.__file__).parent


@pytest.fixture(scope="module")
def rows():
    with (MOTHS / "metadata.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_species_has_seven_training_and_four_test_photos(rows):
    counts = Counter((row["species"], row["split"]) for row in rows)
    assert len({row["species"] for row in rows}) == 200
    assert {count for (_, split), count in counts.items() if split == "train"} == {7}
    assert {count for (_, split), count in counts.items() if split == "test"} == {4}


def test_the_table_and_the_folders_name_the_same_photos(rows):
    on_disk = {path.relative_to(MOTHS / "photos").as_posix() for path in (MOTHS / "photos").rglob("*.webp")}
    assert on_disk == {row["photo"] for row in rows}


def test_no_night_is_in_both_splits(rows):
    nights = {split: {row["night"] for row in rows if row["split"] == split} for split in ("train", "test")}
    assert not nights["train"] & nights["test"]


def test_the_photos_of_a_night_share_photographer_light_and_background(rows):
    shared = {(row["night"], row["photographer"], row["light"], row["background"]) for row in rows}
    assert len(shared) == len({row["night"] for row in rows})


def test_the_generator_gives_the_shipped_photos_again():
    collection = Collection()
    for photo in collection.photos()[::317]:
        image, _ = collection.render(photo)
        shipped = cv2.imread(str(MOTHS / "photos" / collection.file_name(photo)))[..., ::-1]
        # WebP loses a little; a wrong moth would differ by far more.
        assert np.abs(image.astype(int) - shipped).mean() < 6


def test_the_same_seed_gives_the_same_pixels_and_another_seed_other_species():
    first, again, other = Collection(5, species=5), Collection(5, species=5), Collection(6, species=5)
    photo = first.photos()[3]
    np.testing.assert_array_equal(first.render(photo, 96)[0], again.render(again.photos()[3], 96)[0])
    assert first.names != other.names
    assert np.abs(first.render(photo, 96)[0].astype(int) - other.render(other.photos()[3], 96)[0]).mean() > 6


def test_further_photos_leave_the_first_ones_as_they_are():
    few, many = Collection(species=5), Collection(species=5, train=12)
    same = [photo for photo in many.photos() if photo.split == "train" and photo.index < 7]
    assert same == [photo for photo in few.photos() if photo.split == "train"]


def test_make_writes_a_set_that_measure_reads(tmp_path):
    make(Collection(9, species=5, train=2, test=1), tmp_path, size=48, processes=1)
    images, labels, is_test = measure.read_set(str(tmp_path), per_species=2)
    assert images.shape == (15, 96, 96, 3)
    assert sorted(Counter(labels).values()) == [3] * 5
    assert is_test.sum() == 5
    assert not list(tmp_path.glob(".*partial"))


@pytest.mark.parametrize("crop", [0, 24])
def test_colour_alone_does_not_solve_it(crop):
    assert measure.histogram_accuracy(*measure.read_set(), crop=crop) <= 0.20


def test_other_moths_are_drawn_beside_these(tmp_path):
    for number in range(3):
        (tmp_path / f"species_{number}").mkdir()
        for name in ("a.jpg", "b.png"):
            cv2.imwrite(str(tmp_path / f"species_{number}" / name), np.full((40, 40, 3), 80 * number, np.uint8))
    sheet = draw_beside(MOTHS, tmp_path, rows=3, columns=2, tile=20)
    assert sheet.shape == (60, 2 * 40 + 10, 3)
    assert np.array_equal(sheet[::20, -1, 0], [0, 80, 160]) and sheet[:, :40].std() > 10
    with pytest.raises(SystemExit, match="3 species of at least 2 photos; expected 4 or more"):
        draw_beside(MOTHS, tmp_path, rows=4, columns=2)
