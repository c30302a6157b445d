"""Photo sets: load them, split them, thin them out.

A photo set knows its photos by path and decodes them when they are first needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tlcourse.photos.decoding import PhotoError, decode_all
from tlcourse.photos.layouts import Catalogue, read_catalogue
from tlcourse.photos.splits import choose_per_species, split_catalogue, split_groups
from tlcourse.places import cache_folder, datasets_folder

__all__ = ["PhotoError", "PhotoSet", "Photos", "grouped_split", "load_photos"]


@dataclass(frozen=True, eq=False)
class PhotoSet:
    """Labelled photos of one split, all shown at the same size.

    Attributes:
        paths: the n files.
        labels: int64 array (n,), the index of each photo's species in `species`.
        species: the names of all species of the set, also of those without a photo in this part.
        nights: photographer and night of each photo, "" where unknown; photos of a night share light and background.
        size: side of a photo in pixels.
        name: where the photos come from, for tables and captions.
        synthetic: True when the photos were drawn by a program.
    """

    paths: tuple[Path, ...]
    labels: np.ndarray
    species: tuple[str, ...]
    nights: tuple[str, ...]
    size: int
    name: str
    synthetic: bool = False

    def __len__(self) -> int:
        return len(self.paths)

    def __repr__(self) -> str:
        kind = "synthetic" if self.synthetic else "real"
        return f"<PhotoSet {self.name}: {len(self)} {kind} photos, {len(self.species)} species, {self.size} px>"

    @cached_property
    def images(self) -> np.ndarray:
        """uint8 array (n, size, size, 3), RGB, 0 to 255: the middle square of each photo. Decoded once.

        Raises:
            PhotoError: a file cannot be read as a photo.
        """
        return decode_all(self.paths, self.size)

    def subset(self, indices: Sequence[int] | np.ndarray) -> "PhotoSet":
        """The photos at `indices` (integers or a boolean mask), in that order; species keep their labels."""
        indices = np.asarray(indices)
        chosen = np.flatnonzero(indices) if indices.dtype == bool else indices.astype(int)
        part = replace(
            self,
            paths=tuple(self.paths[i] for i in chosen),
            labels=self.labels[chosen],
            nights=tuple(self.nights[i] for i in chosen),
        )
        if "images" in self.__dict__:
            part.__dict__["images"] = self.images[chosen]
        return part

    def per_species(self, k: int, seed: int = 0) -> "PhotoSet":
        """`k` photos of each species. With one seed, the photos for k=2 are among those for k=3.

        Raises:
            PhotoError: a species has fewer than `k` photos.
        """
        return self.subset(choose_per_species(self.labels, k, seed, self.species))


class Photos(NamedTuple):
    """The two parts that `load_photos` gives."""

    train: PhotoSet
    test: PhotoSet


def load_photos(
    source: str | Path = "moths",
    *,
    size: int = 96,
    per_species: int | None = 7,
    split: str = "official",
    seed: int = 0,
) -> Photos:
    """Load a photo set, split into photos to train on and photos to test on.

    Args:
        source: "moths" (200 invented species, ships with the course), "fields" or "scans" (two small sets far from
            moths), "eu-moths" (200 real species, once downloaded), or a folder: one with the text files of EU-Moths, or
            any folder that holds one folder per species.
        size: side of the square photos in pixels.
        per_species: how many photos of each species to train on; None for as many as the split allows.
        split: "official" keeps the test photos that the publisher chose; "by_night" never has photos of one night on
            both sides, and some species may get fewer than `per_species`; "random" looks at neither.
        seed: chooses the photos where there is a choice.

    Returns:
        `Photos(train, test)`. Photos that are not trained on are tested on, except that "official" leaves the spare
        training photos of a set with its own fixed test part unused.

    Raises:
        PhotoError: the folder is absent, holds no photos, a species is empty or has too few photos.

    Example:
        >>> photos = load_photos("moths", size=96, per_species=2)
        >>> len(photos.train)
        400
    """
    folder = find_folder(source)
    catalogue = read_catalogue(folder)
    train, test = split_catalogue(catalogue, split, per_species, seed)
    whole = as_photo_set(catalogue, size, str(source), datasets_folder() in folder.parents)
    return Photos(whole.subset(train), whole.subset(test))


def find_folder(source: str | Path) -> Path:
    """The folder that `source` names."""
    shipped = datasets_folder() / source / "photos"
    if isinstance(source, str) and shipped.is_dir():
        return shipped.parent
    folder = cache_folder() / "eu-moths" if source == "eu-moths" else Path(source).expanduser()
    if folder.is_dir():
        return folder.resolve()
    if source == "eu-moths":
        raise PhotoError(
            f"The EU-Moths photos are not in {folder}. Get them with `tlcourse get eu-moths`, "
            "or give the folder that holds it."
        )
    names = sorted(path.parent.name for path in datasets_folder().glob("*/photos"))
    raise PhotoError(
        f"photos={str(source)!r} is neither a folder nor one of {', '.join([*names, 'eu-moths'])}. "
        "Give one of these names, or the path of a folder that holds one folder per species."
    )


def as_photo_set(catalogue: Catalogue, size: int, name: str, synthetic: bool) -> PhotoSet:
    """All photos of a catalogue as one set."""
    if size < 8:
        raise PhotoError(f"size={size} is too small for a photo. Give its side in pixels, such as 96, 160 or 224.")
    return PhotoSet(
        catalogue.paths, catalogue.labels, catalogue.species, catalogue.nights, int(size), Path(name).name, synthetic
    )


def grouped_split(photos: PhotoSet, fraction: float = 0.3, seed: int = 0) -> tuple[PhotoSet, PhotoSet]:
    """Split so that no night has photos on both sides: (1 - fraction) and about `fraction` of the photos.

    A photo of unknown night counts as a night of its own. Species are shared out as evenly as the nights allow.
    """
    first, second = split_groups(photos.labels, photos.nights, fraction, seed)
    return photos.subset(first), photos.subset(second)
