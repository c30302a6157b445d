"""Draw the data card's contact sheet from the shipped photos: `python -m datasets.moths.sheet`."""

from pathlib import Path

import cv2
import numpy as np

__all__ = ["draw_sheet"]

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
    return sorted(folder.glob("*.jpg"))[-columns:]


def _tile(path, size):
    return cv2.resize(cv2.imread(str(path)), (size, size), interpolation=cv2.INTER_AREA)


def main() -> None:
    sheet = draw_sheet(HERE / "photos")
    # Five bits a channel keep the file small.
    cv2.imwrite(str(HERE / "contact-sheet.png"), sheet & 0xF8, [cv2.IMWRITE_PNG_COMPRESSION, 9])


if __name__ == "__main__":
    main()
