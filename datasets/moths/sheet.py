"""Draw the data cards' contact sheets from the shipped photos: `python -m datasets.moths.sheet`."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from datasets.class_folders import read_sheet

__all__ = ["draw_sheet", "save_small"]

HERE = Path(__file__).parent


def draw_sheet(
    photos: Path, first: int = 0, step: int = 8, rows: int = 12, columns: int = 6, tile: int = 72
) -> np.ndarray:
    """Two blocks of `rows` species side by side, `columns` photos each, uint8 BGR. Every `step`-th species is shown."""
    folders = sorted(folder for folder in photos.iterdir() if folder.is_dir())[first::step][: 2 * rows]
    lines = [np.concatenate([_tile(path, tile) for path in _spread(folder, columns)], 1) for folder in folders]
    half = len(lines) // 2
    gap = np.full((half * tile, tile // 6, 3), 255, np.uint8)
    return np.concatenate([np.concatenate(lines[:half]), gap, np.concatenate(lines[half : 2 * half])], 1)


def _spread(folder, columns):
    return sorted(folder.glob("*.webp"))[-columns:]


def _tile(path, size):
    return cv2.resize(cv2.imread(str(path)), (size, size), interpolation=cv2.INTER_AREA)


def save_small(sheet: np.ndarray, path: Path) -> None:
    """A PNG of 128 colours: a third of the size, and hardly a difference to the eye."""
    Image.fromarray(sheet[..., ::-1]).quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    """Write contact-sheet.png beside the photos of every set."""
    save_small(draw_sheet(HERE / "photos"), HERE / "contact-sheet.png")
    for name in ("fields", "scans"):
        folder = HERE.parent / name
        save_small(read_sheet(folder / "photos", columns=5), folder / "contact-sheet.png")


if __name__ == "__main__":
    main()
