"""From photo files to arrays."""

import contextlib
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from tlcourse.progress import track

__all__ = ["PhotoError", "decode", "decode_all", "decode_chunks", "without_warnings"]


class PhotoError(ValueError):
    """A photo or a folder of photos is not what it should be; the message says what to do."""


def decode(path: Path, size: int) -> np.ndarray:
    """One photo's middle square as uint8 array (size, size, 3), RGB, 0 to 255, turned upright.

    Raises:
        PhotoError: the file is missing, damaged, or no picture.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as photo:
            photo.draft("RGB", (size, size))  # lets the JPEG decoder skip detail that is thrown away below
            upright = as_rgb(ImageOps.exif_transpose(photo))
        return np.asarray(ImageOps.fit(upright, (size, size), Image.Resampling.BICUBIC))
    except FileNotFoundError as error:
        raise PhotoError(f"The photo {path} is gone. Restore it, or load the photos again.") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PhotoError(
            f"{path} cannot be read as a photo ({error}). Expected a whole JPEG, PNG or WebP file: "
            "download it again, or delete it."
        ) from error


def as_rgb(photo):
    """Any kind of pixels as RGB; Pillow itself would turn 16-bit grey, as microscopes give it, into plain white."""
    from PIL import Image

    if photo.mode.startswith("I;16"):
        photo = Image.fromarray((np.asarray(photo, np.uint16) >> 8).astype(np.uint8))
    return photo.convert("RGB")


@contextlib.contextmanager
def without_warnings() -> Iterator[None]:
    """Drop Pillow's warnings of damaged EXIF data and of large photos: the photo is read all the same.

    A warning goes to standard error, and nbgrader gives no marks to a cell that writes there. Filters are shared by all
    threads, so this stands around a pool and not inside `decode`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def decode_all(paths: Sequence[Path], size: int) -> np.ndarray:
    """Many photos as uint8 array (n, size, size, 3)."""
    images = np.empty((len(paths), size, size, 3), np.uint8)
    with without_warnings(), ThreadPoolExecutor() as pool:
        decoded = pool.map(lambda path: decode(path, size), paths)
        for i, image in enumerate(track(decoded, f"Reading {len(paths)} photos", len(paths))):
            images[i] = image
    return images


def decode_chunks(paths: Sequence[Path], size: int, count: int) -> Iterator[np.ndarray]:
    """Many photos as uint8 arrays (at most `count`, size, size, 3), for sets that memory should not hold at once.

    While one array is in use, the next is decoded.
    """
    starts = range(0, len(paths), count)
    decode_part = lambda start: np.stack([decode(path, size) for path in paths[start : start + count]])  # noqa: E731
    with without_warnings(), ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(decode_part, 0) if paths else None
        for start in starts:
            part = coming.result()
            if start + count < len(paths):
                coming = ahead.submit(decode_part, start + count)
            yield part
