"""Photos that come as arrays in one .npz file, written as files that `load_photos` reads."""

import csv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tlcourse.progress import track
from tlcourse.real.downloading import GetError

__all__ = ["write_photos"]

PARTS = ("train", "val", "test")


def write_photos(file: Path, folder: Path, classes: Sequence[str]) -> None:
    """Write the layout of MedMNIST as `photos/<class>/<part>_<number>.png` and `metadata.csv`.

    Args:
        file: .npz with `<part>_images`, uint8 (n, h, w), and `<part>_labels`, (n, 1), for train, val and test.
        folder: where to write.
        classes: the name of each label.

    Raises:
        GetError: the file holds something else.
    """
    from PIL import Image

    for name in classes:
        (folder / "photos" / name).mkdir(parents=True)
    pictures = read_arrays(file, len(classes))
    with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as table:
        rows = csv.writer(table)
        rows.writerow(("photo", "species", "split"))
        for part, number, image, label in track(pictures, f"Writing {len(pictures):,} pictures", len(pictures)):
            name = f"{classes[label]}/{part}_{number:04d}.png"
            Image.fromarray(image).save(folder / "photos" / name)
            rows.writerow((name, classes[label], "test" if part == "test" else "train"))


def read_arrays(file: Path, n_classes: int) -> list[tuple[str, int, np.ndarray, int]]:
    """Part, number in the part, image and label of every picture."""
    found = []
    try:
        with np.load(file, allow_pickle=False) as arrays:
            for part in PARTS:
                images, labels = arrays[f"{part}_images"], arrays[f"{part}_labels"].ravel()
                if images.ndim != 3 or images.dtype != np.uint8 or len(images) != len(labels):
                    raise ValueError(f"{part}_images is {images.dtype} {images.shape}, {len(labels)} labels")
                if labels.min(initial=0) < 0 or labels.max(initial=0) >= n_classes:
                    raise ValueError(f"{part}_labels run to {labels.max()}, expected {n_classes} classes")
                found += [
                    (part, i, image, int(label)) for i, (image, label) in enumerate(zip(images, labels, strict=True))
                ]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise GetError(f"{file} does not hold the arrays that it should ({error}). Delete it, try again.") from None
    return found
