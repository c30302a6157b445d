"""The frozen part of a network under training: what it hands up for each photo, computed once where that is allowed."""

from collections.abc import Callable, Iterable

import numpy as np

from tlcourse.backbones.boundary import Boundary, activations_at, fits_on_disk
from tlcourse.backbones.forward import batch_size
from tlcourse.backbones.graphs import find_cuts
from tlcourse.backbones.loading import Backbone
from tlcourse.photos.loading import PhotoSet
from tlcourse.training.fitting import measure_accuracy

__all__ = ["LowerPart"]

IN_MEMORY = 500_000_000  # bytes of activations; more are taken from the disk, a batch at a time


class LowerPart:
    """A backbone up to the highest layer at which it can be cut below all that learns.

    Args:
        backbone: as `load_backbone` gives it.
        learning: the names of the layers that learn.
        batch: how many photos it is asked for at a time, if that is a fixed number.

    Attributes:
        end: the layer after which it is cut; None where nothing can be cut off, and the lower part only preprocesses.
        shape: of what it hands up for one photo.
    """

    def __init__(self, backbone: Backbone, learning: set[str], batch: int | None = None) -> None:
        cuts = find_cuts(backbone.model, learning)
        self.backbone, self.end = backbone, cuts[-1] if cuts else None
        self.boundary = self.end and Boundary(backbone, self.end, batch or batch_size(backbone.size))
        self.shape = self.boundary.shape if self.boundary else backbone.model.input_shape[1:]

    def run(self, images: np.ndarray) -> np.ndarray:
        """What the upper part takes for these photos: uint8 (n, size, size, 3)."""
        return self.boundary.compute(images) if self.boundary else self.backbone.preprocess(images)

    def can_keep(self, n: int) -> bool:
        """Whether what it gives for `n` photos may be kept on disk."""
        return bool(self.boundary) and fits_on_disk(self.boundary.nbytes(n))

    def can_hold(self, n: int) -> bool:
        """Whether what it gives for `n` photos may also be held in memory, as a whole."""
        return self.can_keep(n) and self.boundary.nbytes(n) <= IN_MEMORY

    def prepare(self, versions: Iterable[np.ndarray], n: int) -> list[Callable[[np.ndarray], np.ndarray]]:
        """For each version of the photos a function from their numbers to what the upper part takes.

        Args:
            versions: uint8 (m, size, size, 3) each.
            n: photos in all versions together.
        """
        keep = self.can_keep(n)
        return [(activations_at(self.boundary, v) if keep else Later(self, v)).__getitem__ for v in versions]

    def accuracy(self, score: Callable[[np.ndarray], np.ndarray], photos: PhotoSet) -> float:
        """Accuracy (0 to 1) of this part with `score`, from what it hands up to scores, on top."""
        (take,) = self.prepare([photos.images], len(photos))
        return measure_accuracy(lambda numbers: score(take(numbers)), np.arange(len(photos)), photos.labels)


class Later:
    """Photos that the lower part works on when they are asked for."""

    def __init__(self, lower: LowerPart, images: np.ndarray) -> None:
        self.lower, self.images = lower, images

    def __getitem__(self, numbers: np.ndarray) -> np.ndarray:
        return self.lower.run(self.images[numbers])
