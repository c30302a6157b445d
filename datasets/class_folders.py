"""Write a small photo set: a folder per class and a table beside it. Used by the sets far from moths."""

import csv
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

__all__ = ["PhotoPainter", "read_sheet", "write_class_folders"]

# (rng, pixels) -> float32 (pixels, pixels, 3), 0 to 1
PhotoPainter = Callable[[np.random.Generator, int], np.ndarray]


def write_class_folders(
    into: Path, painters: dict[str, PhotoPainter], finish: Callable, *, seed: int, per_class: int = 40, size: int = 96
) -> None:
    """Write `into`/photos/CLASS/CLASS_NN.jpg and `into`/metadata.csv; both appear only when complete.

    `finish(image, rng, size)` turns a painted square into a uint8 photo. Every photo has a generator of its own, from
    (seed, class, index), so that more photos a class leave the first ones as they are.
    """
    beside, rows = into / ".photos.partial", []
    shutil.rmtree(beside, ignore_errors=True)
    for number, (name, paint) in enumerate(painters.items()):
        (beside / name).mkdir(parents=True)
        for index in range(per_class):
            rng = np.random.default_rng([seed, number, index])
            photo = finish(paint(rng, 2 * size), rng, size)
            file = f"{name}/{name}_{index:02d}.jpg"
            cv2.imwrite(str(beside / file), photo[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])
            rows.append((file, name, index))
        print(f"\r{len(rows)} of {per_class * len(painters)} photos", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    with (into / "metadata.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([("photo", "class", "index"), *rows])
    shutil.rmtree(into / "photos", ignore_errors=True)
    beside.rename(into / "photos")


def read_sheet(photos: Path, columns: int = 10) -> np.ndarray:
    """A contact sheet, one row a class, uint8 BGR."""
    folders = sorted(folder for folder in photos.iterdir() if folder.is_dir())
    rows = [[cv2.imread(str(path)) for path in sorted(folder.glob("*.jpg"))[:columns]] for folder in folders]
    return np.concatenate([np.concatenate(row, 1) for row in rows])
