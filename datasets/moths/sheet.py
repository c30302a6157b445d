"""Draw contact sheets for the data cards, and the strip above lesson 00: `python -m datasets.moths.sheet`.

`python -m datasets.moths.sheet --beside DIR --to FILE` draws these moths beside those of a folder, such as EU-Moths.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from datasets.class_folders import read_sheet
from tlcourse.photos.layouts import read_catalogue

__all__ = ["draw_beside", "draw_sheet", "draw_strip", "save_sheet"]

HERE = Path(__file__).parent


def draw_sheet(
    photos: Path, first: int = 0, step: int = 8, rows: int = 12, columns: int = 6, tile: int = 88
) -> np.ndarray:
    """Two blocks of `rows` species side by side, `columns` photos each, uint8 BGR. Every `step`-th species is shown."""
    folders = sorted(folder for folder in photos.iterdir() if folder.is_dir())[first::step][: 2 * rows]
    lines = [np.concatenate([_tile(path, tile) for path in _spread(folder, columns)], 1) for folder in folders]
    half = len(lines) // 2
    gap = np.full((half * tile, tile // 6, 3), 255, np.uint8)
    return np.concatenate([np.concatenate(lines[:half]), gap, np.concatenate(lines[half : 2 * half])], 1)


def draw_beside(photos: Path, others: Path, rows: int = 14, columns: int = 5, tile: int = 96) -> np.ndarray:
    """Species of `photos` at the left, species of `others` at the right, chosen evenly over both; uint8 BGR."""
    blocks = []
    for place in (photos, others):
        catalogue = read_catalogue(place)
        by_species = [
            [catalogue.paths[i] for i in np.flatnonzero(catalogue.labels == n)] for n in range(len(catalogue.species))
        ]
        enough = [paths[-columns:] for paths in by_species if len(paths) >= columns]
        if len(enough) < rows:
            raise SystemExit(
                f"Got {place} with {len(enough)} species of at least {columns} photos; expected {rows} or more."
            )
        chosen = [enough[i * len(enough) // rows] for i in range(rows)]
        blocks.append(np.concatenate([np.concatenate([_tile(path, tile) for path in row], 1) for row in chosen]))
    gap = np.full((rows * tile, tile // 2, 3), 255, np.uint8)
    return np.concatenate([blocks[0], gap, blocks[1]], 1)


def draw_strip(photos: Path, count: int = 14, tile: int = 128) -> np.ndarray:
    """The first photo of `count` species from all over the set, side by side, uint8 BGR."""
    folders = sorted(folder for folder in photos.iterdir() if folder.is_dir())
    chosen = folders[:: len(folders) // count][:count]
    return np.concatenate([_tile(min(folder.glob("*_train_*")), tile) for folder in chosen], 1)


def _spread(folder, columns):
    return sorted(folder.glob("*.webp"))[-columns:]


def _tile(path, size):
    return cv2.resize(cv2.imread(str(path)), (size, size), interpolation=cv2.INTER_AREA)


def save_sheet(sheet: np.ndarray, path: Path) -> None:
    """Write a sheet (uint8 BGR) as WebP: the photos' own grain stays, at a third of a PNG's size."""
    Image.fromarray(sheet[..., ::-1]).save(path, quality=88, method=6)


def main() -> None:
    """Write contact-sheet.webp beside the photos of every set, and the strip beside lesson 00; or one comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--beside", type=Path, metavar="DIR", help="other photos, a folder for each species")
    parser.add_argument("--to", type=Path, metavar="FILE", default=Path("beside.webp"), help="the picture of both")
    asked = parser.parse_args()
    if asked.beside:
        save_sheet(draw_beside(HERE, asked.beside), asked.to)
        return
    save_sheet(draw_sheet(HERE / "photos"), HERE / "contact-sheet.webp")
    save_sheet(draw_strip(HERE / "photos"), HERE.parents[1] / "lessons" / "00_start_here" / "moths.webp")
    for name in ("fields", "scans"):
        folder = HERE.parent / name
        save_sheet(read_sheet(folder / "photos", columns=5), folder / "contact-sheet.webp")


if __name__ == "__main__":
    main()
