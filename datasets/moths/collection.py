"""A collection: which photos exist, who took them on which night, and how each is rendered."""

from dataclasses import dataclass

import numpy as np

from datasets.camera import take_photo
from datasets.moths.genome import draw_species
from datasets.moths.moth import draw_pose, paint_moth
from datasets.moths.names import binomials
from datasets.moths.nights import Night, draw_nights, paint_background

__all__ = ["SPLITS", "Collection", "Photo"]

SPLITS = ("train", "test")
PER_GENUS = 5
PHOTO_STREAM = 4
CAMERA = 0.35  # how much blur, noise and exposure vary from photo to photo
OVERSAMPLING = 1.4  # the canvas is larger than the photo, then shrunk


@dataclass(frozen=True)
class Photo:
    """One photo to be made."""

    species: int
    split: str
    index: int  # among the species' photos of this split
    night: Night


class Collection:
    """`species` species with `train` and `test` photos each. Equal arguments give equal pixels.

    The species depend on `seed` alone, so further photos of the same species come from larger counts.
    """

    def __init__(self, seed: int = 2026, species: int = 200, train: int = 7, test: int = 4):
        self.seed, self.counts = seed, {"train": train, "test": test}
        genera = -(-species // PER_GENUS)
        self.names = binomials(seed, genera, PER_GENUS)[:species]
        self.nights = {split: draw_nights(seed, number, 150) for number, split in enumerate(SPLITS)}

    def photos(self) -> list[Photo]:
        """Every photo, species by species, train before test."""
        return [
            Photo(species, split, index, self._night(species, split, index))
            for species in range(len(self.names))
            for split in SPLITS
            for index in range(self.counts[split])
        ]

    def file_name(self, photo: Photo) -> str:
        """`genus_species/genus_species_train_3.webp`."""
        folder = self.names[photo.species].lower().replace(" ", "_")
        return f"{folder}/{folder}_{photo.split}_{photo.index}.webp"

    def render(self, photo: Photo, size: int = 160) -> tuple[np.ndarray, str]:
        """The photo, uint8 (size, size, 3), and the name of the moth's pose."""
        rng = self._rng(photo.species, photo.split, photo.index)
        genome = draw_species(self.seed, photo.species // PER_GENUS, photo.species)
        canvas = paint_background(photo.night, rng, int(size * OVERSAMPLING))
        pose = draw_pose(rng, genome)
        paint_moth(canvas, genome, pose, rng)
        return take_photo(canvas, photo.night.light, rng, size, strength=CAMERA), pose.name

    def _night(self, species, split, index):
        return self._rng(species, split, index).choice(np.array(self.nights[split], object))

    def _rng(self, species, split, index):
        return np.random.default_rng([self.seed, PHOTO_STREAM, SPLITS.index(split), species, index])
