"""The folder layouts that photo sets come in, read into one catalogue."""

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tlcourse.photos.decoding import PhotoError

__all__ = ["Catalogue", "read_catalogue"]

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".bmp"}
NIGHT = re.compile(r"([^\W\d_]+\d{1,2}[^\W\d_]+\d{4})_")  # gwk13august2017_141_...: photographer, day, month, year


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Every photo of a folder: n paths, labels (n,), nights, and the publisher's test photos, bool (n,), if any.

    `spare_is_test` tells what becomes of the publisher's training photos that are not trained on.
    """

    paths: tuple[Path, ...]
    labels: np.ndarray
    species: tuple[str, ...]
    nights: tuple[str, ...]
    official_test: np.ndarray | None = None
    spare_is_test: bool = True


def read_catalogue(folder: Path) -> Catalogue:
    """Read a folder in whichever layout it has.

    Raises:
        PhotoError: the folder holds no photos, or its lists and its files disagree.
    """
    if (folder / "metadata.csv").is_file():
        return read_metadata(folder)
    if (folder / "images.txt").is_file():
        return read_eu_moths(folder)
    return read_class_folders(folder)


def nfc(name: str) -> str:
    """One spelling for names with umlauts: macOS stores `ä` as two characters, lists hold one."""
    return unicodedata.normalize("NFC", name)


def visible_folders(folder: Path) -> list[Path]:
    """The class folders, sorted; hidden ones are no classes."""
    return sorted((path for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._"), key=by_name)


def by_name(path: Path) -> str:
    """Sort key that gives one order on every platform."""
    return nfc(path.name)


def photos_in(folder: Path) -> list[Path]:
    """The photo files of one class folder, sorted; stray files such as `.directory` are left out."""
    files = (path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.name[0] != ".")
    return sorted(files, key=by_name)


def find_files(folder: Path, names: Iterable[str]) -> tuple[Path, ...]:
    """The files that a list names as `<class>/<file>`, however the disk spells their umlauts."""
    on_disk = {f"{nfc(sub.name)}/{nfc(file.name)}": file for sub in visible_folders(folder) for file in photos_in(sub)}
    names = [nfc(name) for name in names]
    missing = [name for name in names if name not in on_disk]
    if missing:
        raise PhotoError(
            f"{folder} lacks {len(missing)} of the {len(names)} photos that its list names, first {missing[0]!r}. "
            "Unpack the photos again, or take these lines out of the list."
        )
    return tuple(on_disk[name] for name in names)


def read_class_folders(folder: Path) -> Catalogue:
    """Any folder with one folder per class."""
    classes = visible_folders(folder)
    if not classes:
        raise PhotoError(f"{folder} holds no class folders. Expected one folder per species, with its photos inside.")
    photos = [photos_in(sub) for sub in classes]
    for sub, found in zip(classes, photos, strict=True):
        if not found:
            raise PhotoError(
                f"The class folder {sub} holds no photo ({', '.join(sorted(SUFFIXES))}). Add photos, or delete it."
            )
    paths = tuple(path for found in photos for path in found)
    labels = np.repeat(np.arange(len(classes)), [len(found) for found in photos])
    return Catalogue(paths, labels, tuple(nfc(sub.name) for sub in classes), tuple(night_of(path) for path in paths))


def night_of(path: Path) -> str:
    """Photographer and night from a file name in the manner of EU-Moths, or ""."""
    found = NIGHT.match(nfc(path.name))
    return found[1] if found else ""


def read_lines(file: Path) -> list[str]:
    """The lines of a text file that say something."""
    if not file.is_file():
        raise PhotoError(f"{file} is missing. EU-Moths comes with images.txt, labels.txt and tr_ID.txt: restore it.")
    return [line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines() if line.strip()]


def read_eu_moths(folder: Path) -> Catalogue:
    """EU-Moths as published: `images.txt`, `labels.txt`, `tr_ID.txt` (0 is test), photos in `images/` or beside it."""
    names = [line.split(maxsplit=1)[1] for line in read_lines(folder / "images.txt")]
    labels = np.array(read_lines(folder / "labels.txt"), np.int64)
    folds = np.array(read_lines(folder / "tr_ID.txt"), np.int64)
    if not len(names) == len(labels) == len(folds):
        raise PhotoError(
            f"The lists in {folder} disagree: images.txt names {len(names)} photos, labels.txt {len(labels)}, "
            f"tr_ID.txt {len(folds)}. Expected one line per photo in each: download them again."
        )
    photos = folder / "images" if (folder / "images").is_dir() else folder
    paths = find_files(photos, names)
    species = {label: nfc(name.split("/")[0]) for label, name in zip(labels.tolist(), names, strict=True)}
    if sorted(species) != list(range(len(species))):
        raise PhotoError(f"labels.txt in {folder} skips a species: expected every number from 0 to {max(species)}.")
    nights = tuple(night_of(path) for path in paths)
    return Catalogue(paths, labels, tuple(species[i] for i in range(len(species))), nights, folds == 0)


def read_metadata(folder: Path) -> Catalogue:
    """The sets that ship: `photos/<species>/<file>`, and `metadata.csv` with photo and species or class.

    Columns for split and night may be there too; without a split there are no official test photos.
    """
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    column = "species" if rows and "species" in rows[0] else "class"
    if not rows or not {"photo", column} <= rows[0].keys():
        raise PhotoError(f"{folder / 'metadata.csv'} lacks rows or a column: expected photo, and species or class.")
    names = [row["photo"].removeprefix("photos/") for row in rows]
    names = [name if "/" in name else f"{row[column]}/{name}" for name, row in zip(names, rows, strict=True)]
    species = tuple(sorted({nfc(row[column]) for row in rows}))
    index = {name: i for i, name in enumerate(species)}
    labels = np.array([index[nfc(row[column])] for row in rows], np.int64)
    nights = tuple(" ".join(filter(None, (row.get("photographer"), row.get("night")))) for row in rows)
    test = np.array([row.get("split") == "test" for row in rows])
    paths = find_files(folder / "photos", names)
    return Catalogue(paths, labels, species, nights, test if test.any() else None, spare_is_test=False)
