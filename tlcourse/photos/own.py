"""A look at a folder of your own photos before anything is learned from it.

Finds what spoils a result quietly: files that cannot be read, classes with too few photos, and near-duplicates, which
must not lie on both sides of a split. They are found by a difference hash: is each patch of a small grey copy brighter
than its left neighbour? (N. Krawetz, "Kind of like that", hackerfactor.com, 2013).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tlcourse.photos.decoding import PhotoError, decode, without_warnings
from tlcourse.photos.layouts import Catalogue, nfc, night_of, photos_in, visible_folders
from tlcourse.photos.loading import Photos, PhotoSet, as_photo_set
from tlcourse.photos.splits import split_catalogue
from tlcourse.progress import track

__all__ = ["Alike", "Inspection", "find_near_duplicates", "inspect_photos"]

SIDE = 16  # patches a side of the hash: 256 comparisons
ALIKE = 32  # of them may differ: a copy saved smaller or brighter differs in fewer, two photos of one moth in more
TOO_FEW = 10  # photos of a class, below which a test says little


class Alike(NamedTuple):
    """Two photos that show the same picture; `distance` is how many of 256 comparisons differ, 0 for equal ones."""

    first: Path
    second: Path
    distance: int


@dataclass(frozen=True, eq=False)
class Inspection:
    """What a folder of photos holds.

    Attributes:
        folder: where they are.
        catalogue: the photos that can be read, near-duplicates marked as photos of one night.
        unreadable: the files that cannot be read, each with the reason.
        ignored: files of a format that is not read, such as .heic, and photos that lie in no class folder.
        too_few: classes with fewer photos than asked for, and how many they have; 0 is left out of the catalogue.
        alike: pairs of near-duplicates.
    """

    folder: Path
    catalogue: Catalogue
    unreadable: tuple[tuple[Path, str], ...]
    ignored: tuple[Path, ...]
    too_few: dict[str, int]
    alike: tuple[Alike, ...]

    def load(self, *, size: int = 96, per_species: int | None = None, split: str = "by_night", seed: int = 0) -> Photos:
        """The readable photos, split as `load_photos` does; "by_night" also keeps near-duplicates on one side."""
        train, test = split_catalogue(self.catalogue, split, per_species, seed)
        whole = self.photos(size=size)
        return Photos(whole.subset(train), whole.subset(test))

    def photos(self, *, size: int = 96) -> PhotoSet:
        """All readable photos as one set, not split; for `grouped_split`, near-duplicates count as one night."""
        return as_photo_set(self.catalogue, size, str(self.folder), synthetic=False)

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """The report, a finding a line, with what to do about it."""
        yield f"{len(self.catalogue.paths):,} photos of {len(self.catalogue.species)} classes can be read."
        for path, reason in self.unreadable:
            yield f"Cannot be read, left out: {self.short(path)} ({reason})"
        for path in self.ignored:
            if path.parent == self.folder:
                yield f"In no class folder, left out: {self.short(path)}"
        others = Counter(path.suffix.lower() for path in self.ignored if path.parent != self.folder)
        for suffix, count in others.items():
            kind = f"named {suffix}" if suffix else "without a suffix"
            yield f"Not read, left out: {count} {kind}. If these are photos, save them as JPEG or PNG."
        for name, count in self.too_few.items():
            yield f"Too few photos: {name} has {count}. Add some, or leave the class out."
        for pair in self.alike:
            where = "" if pair.first.parent == pair.second.parent else ", in different classes"
            yield f"Near-duplicates{where}: {self.short(pair.first)} and {self.short(pair.second)}"

    def short(self, path: Path) -> str:
        """A path as seen from the folder."""
        return path.relative_to(self.folder).as_posix()


def inspect_photos(folder: str | Path, *, at_least: int = TOO_FEW) -> Inspection:
    """Look at every photo of a folder that holds one folder per class. Nothing is changed on disk.

    Args:
        folder: holds one folder per class.
        at_least: photos that a class should have.

    Raises:
        PhotoError: there is no such folder, or no photo in it that can be read.

    Example:
        >>> found = inspect_photos("my-leaves")  # doctest: +SKIP
        >>> print(found)  # doctest: +SKIP
        >>> photos = found.load(size=160)  # doctest: +SKIP
    """
    folder = Path(folder).expanduser().resolve()
    if not folder.is_dir():
        raise PhotoError(f"{folder} is no folder. Give one that holds a folder per class, with its photos inside.")
    classes = visible_folders(folder)
    paths = [path for sub in classes for path in photos_in(sub)]
    looks = looks_of(paths)
    good = [path for path, look in zip(paths, looks, strict=True) if not isinstance(look, str)]
    if not good:
        raise PhotoError(f"{folder} holds no photo that can be read. Expected a folder per class, photos inside.")
    alike = pairs(good, good, [look for look in looks if not isinstance(look, str)])
    counts = {sub.name: sum(path.parent == sub for path in good) for sub in classes}
    return Inspection(
        folder=folder,
        catalogue=as_catalogue(good, [name for name, count in counts.items() if count], alike),
        unreadable=tuple((path, look) for path, look in zip(paths, looks, strict=True) if isinstance(look, str)),
        ignored=(*photos_in(folder), *(other for sub in classes for other in others_in(sub))),
        too_few={name: count for name, count in counts.items() if count < at_least},
        alike=tuple(alike),
    )


def find_near_duplicates(first: PhotoSet, second: PhotoSet) -> list[Alike]:
    """Near-duplicates across two photo sets, such as the two sides of a split: what the second leaks of the first.

    Raises:
        PhotoError: a photo cannot be read.
    """
    looks = looks_of([*first.paths, *second.paths])
    for path, look in zip([*first.paths, *second.paths], looks, strict=True):
        if isinstance(look, str):
            raise PhotoError(f"{path} {look}. Leave it out: inspect_photos lists such files.")
    return pairs(first.paths, second.paths, looks)


def looks_of(paths: Sequence[Path]) -> list[np.ndarray | str]:
    """For each file its hash, bool (256,), or the reason why it cannot be read."""
    with without_warnings(), ThreadPoolExecutor() as pool:
        return list(track(pool.map(look_of, paths), f"Looking at {len(paths):,} photos", len(paths)))


def look_of(path: Path) -> np.ndarray | str:
    """The hash of one photo, turned upright, or the reason why it cannot be read."""
    from PIL import Image

    try:
        photo = decode(path, 4 * SIDE)
    except PhotoError as error:
        return str(error).removeprefix(f"{path} ").partition(". Expected")[0]
    grey = Image.fromarray(photo).convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX)
    levels = np.asarray(grey, np.int16)
    return (levels[:, 1:] > levels[:, :-1]).ravel()


def pairs(first: Sequence[Path], second: Sequence[Path], looks: Sequence[np.ndarray]) -> list[Alike]:
    """Near-duplicates between two lists, nearest first; `looks` are those of both, or of the one list given twice."""
    hashes = np.array(looks, np.float32) * 2 - 1
    same = len(looks) == len(first) == len(second) and list(first) == list(second)
    left, right = (hashes, hashes) if same else (hashes[: len(first)], hashes[len(first) :])
    found = []
    for start in range(0, len(left), 1024):  # in slices: all distances of 20,000 photos would take gigabytes
        distances = (SIDE * SIDE - left[start : start + 1024] @ right.T) / 2
        for i, j in np.argwhere(distances <= ALIKE):
            if not same or start + i < j:
                found.append(Alike(first[start + i], second[j], int(distances[i, j])))
    return sorted(found, key=lambda pair: pair.distance)


def as_catalogue(paths: Sequence[Path], classes: Sequence[str], alike: Sequence[Alike]) -> Catalogue:
    """The readable photos; photos that are alike, and the nights that they link, count as one night."""
    labels = np.array([classes.index(path.parent.name) for path in paths], np.int64)
    groups = {path: night_of(path) for path in paths}
    for pair in alike:
        known = {groups[pair.first], groups[pair.second]} - {""}
        name = min(known, default=f"like {pair.first}")
        groups |= {path: name for path, group in groups.items() if group in known or path in pair[:2]}
    return Catalogue(tuple(paths), labels, tuple(map(nfc, classes)), tuple(groups.values()))


def others_in(folder: Path) -> list[Path]:
    """Files that are no photos of a format that is read; hidden ones are none of ours."""
    read = set(photos_in(folder))
    return sorted(path for path in folder.iterdir() if path.is_file() and path not in read and path.name[0] != ".")
