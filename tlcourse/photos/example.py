"""A folder of photos as people really have them, made from a photo set: for those who have no photos of their own.

A folder a class, some classes larger than others, and the problems that folders have: a file cut off in the download, a
format that is not read, a photo saved twice, one that lies under two names, one taken sideways, a class that hardly
exists. `inspect_photos` has to find them all.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tlcourse.photos.layouts import Catalogue, night_of, read_catalogue
from tlcourse.photos.loading import find_folder
from tlcourse.places import datasets_folder

__all__ = ["Planted", "make_example"]

MONTHS = ("january", "february", "march", "april", "may", "june", "july")
MONTHS += ("august", "september", "october", "november", "december")
FEW, LEAST, MOST = 3, 7, 11  # photos of the smallest class; of the others
TURNED = 6  # value of the EXIF tag Orientation: turn right to see it upright
ORIENTATION = 0x0112
SIDE = 256  # pixels of the longer side


class Planted(NamedTuple):
    """The problems that were put into an example, as paths of files or folders; `synthetic` if a program drew them."""

    unreadable: Path
    unread_format: Path
    saved_twice: tuple[Path, Path]
    two_names: tuple[Path, Path]
    sideways: Path
    too_few: Path
    synthetic: bool


def make_example(folder: str | Path, source: str | Path = "moths", *, species: int = 24, seed: int = 0) -> Planted:
    """Write `folder` with a folder for each of some species of a photo set, and plant problems in it.

    The same arguments write the same photos. What lies in `folder` already is left alone, except files of these names.

    Args:
        folder: made if absent.
        source: a photo set as `load_photos` takes it.
        species: how many classes, 8 or more, spread over the set.
        seed: which photos.

    Returns:
        What was planted, and where.

    Raises:
        PhotoError: there is no such photo set.
        ValueError: too few classes to plant everything in.
    """
    folder, origin = Path(folder).expanduser().resolve(), find_folder(source)
    catalogue = read_catalogue(origin)
    species = min(species, len(catalogue.species))
    if species < 8:
        raise ValueError(f"Got {species} species; an example needs 8 or more, so that every problem has a class.")
    rng = np.random.default_rng(seed)
    chosen = np.linspace(0, len(catalogue.species) - 1, species).round().astype(int)
    written = {}
    for place, label in enumerate(chosen):
        count = FEW if place == species - 1 else int(rng.integers(LEAST, MOST + 1))
        photos = rng.permutation(np.flatnonzero(catalogue.labels == label))[:count]
        written[place] = [write(catalogue, photo, folder) for photo in np.sort(photos)]
    return plant(written, synthetic=datasets_folder() in origin.parents)


def write(catalogue: Catalogue, photo: int, folder: Path) -> Path:
    """Save one photo as JPEG, named after photographer and night as cameras and people do."""
    name = catalogue.species[catalogue.labels[photo]].lower().replace(" ", "_")
    night = night_name(catalogue.nights[photo], catalogue.paths[photo])
    file = folder / name / (f"{night}_{photo:04d}.jpg" if night else f"IMG_{photo:04d}.jpg")
    file.parent.mkdir(parents=True, exist_ok=True)
    open_upright(catalogue.paths[photo]).save(file, quality=92)
    return file


def night_name(night: str, path: Path) -> str:
    """ "E. Salvi 2022-07-15" -> "salvi15july2022"; a name that is in this form already stays; "" where unknown."""
    if known := night_of(path):
        return known
    who, _, date = night.rpartition(" ")
    if not who or date.count("-") != 2:
        return ""
    year, month, day = date.split("-")
    return f"{who.split()[-1].lower()}{int(day)}{MONTHS[int(month) - 1]}{year}"


def open_upright(path: Path):
    """A photo as RGB, turned upright, at most SIDE pixels long."""
    from PIL import Image, ImageOps

    with Image.open(path) as photo:
        upright = ImageOps.exif_transpose(photo).convert("RGB")
    upright.thumbnail((SIDE, SIDE))
    return upright


def plant(written: Mapping[int, list[Path]], synthetic: bool) -> Planted:
    """Put the problems in; each goes into a class of its own."""
    return Planted(
        unreadable=cut_off(written[0][0]),
        unread_format=other_format(written[1][0]),
        saved_twice=(written[2][0], save_again(written[2][0], written[2][0].parent, written[3][0])),
        two_names=(written[4][0], save_again(written[4][0], written[5][0].parent, written[5][0])),
        sideways=turn(written[6][0]),
        too_few=written[max(written)][0].parent,
        synthetic=synthetic,
    )


def cut_off(photo: Path) -> Path:
    """A file of which the second half never arrived."""
    raw, file = photo.read_bytes(), photo.with_name("IMG_2043.jpg")
    file.write_bytes(raw[: len(raw) // 2])
    return file


def other_format(photo: Path) -> Path:
    """A file in the format of a telephone, which is not read here."""
    file = photo.with_name("IMG_2044.heic")
    file.write_bytes(b"\0\0\0\x18ftypheic")
    return file


def save_again(photo: Path, folder: Path, elsewhere: Path) -> Path:
    """The photo once more, a little smaller and brighter, as if it were of the night of another photo."""
    from PIL import Image, ImageEnhance

    copy = open_upright(photo)
    smaller = copy.resize((copy.width * 9 // 10, copy.height * 9 // 10), Image.Resampling.LANCZOS)
    file = folder / f"{elsewhere.stem}-copy.jpg"
    ImageEnhance.Brightness(smaller).enhance(1.06).save(file, quality=85)
    return file


def turn(photo: Path) -> Path:
    """The photo as a camera held sideways saves it: pixels turned, and a note in the EXIF data that says so."""
    from PIL import Image

    upright, exif = open_upright(photo), Image.Exif()
    exif[ORIENTATION] = TURNED
    upright.transpose(Image.Transpose.ROTATE_90).save(photo, quality=92, exif=exif)
    return photo
