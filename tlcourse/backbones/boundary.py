"""Activations at the freeze boundary: what the frozen layers hand up, computed once and kept on disk.

They are exact as long as the layers below are frozen and in inference mode. An entry is a plain .npy file that is
mapped into memory, so that only what a batch needs is read. The folder is bounded: the entry that was not used for
longest goes first.
"""

import contextlib
import os
import shutil
import tempfile
import zlib
from pathlib import Path

import numpy as np

from tlcourse.backbones.features import key_of
from tlcourse.backbones.forward import forward_pass, run_in_batches
from tlcourse.backbones.loading import Backbone
from tlcourse.backbones.weights import digest_of
from tlcourse.places import cache_folder
from tlcourse.progress import Progress

__all__ = ["Boundary", "activations_at", "fits_on_disk"]

LIMIT = 2_000_000_000  # bytes of all entries together
PART = 1 << 24  # bytes that are checked at a time


class Boundary:
    """The frozen part of a backbone, up to the output of one layer.

    Args:
        backbone: as `load_backbone` gives it. Its weights are taken as they are now.
        end: name of the layer, from `find_cuts`.
        batch: how many photos go through at a time.
    """

    def __init__(self, backbone: Backbone, end: str, batch: int) -> None:
        self.backbone, self.end, self.batch = backbone, end, batch
        self.shape = tuple(backbone.model.get_layer(end).output.shape[1:])
        self.digest = digest_of(backbone.model)

    def nbytes(self, n: int) -> int:
        """Bytes of the activations of `n` photos."""
        return int(n * np.prod(self.shape) * 4)

    def compute(self, images: np.ndarray, into: np.ndarray | None = None) -> np.ndarray:
        """Activations (n, ...) of photos (n, size, size, 3), RGB, 0 to 255."""
        into = np.empty((len(images), *self.shape), np.float32) if into is None else into
        forward = forward_pass(self.backbone, images.dtype, digest=self.digest, batch=self.batch, end=self.end)
        bar = Progress(f"Computing {self.end} of {len(images)} photos", -(-len(images) // self.batch))
        run_in_batches(forward, images, self.batch, into, bar.advance)
        bar.close()
        return into


def activations_at(boundary: Boundary, images: np.ndarray) -> np.ndarray:
    """Activations of photos, float32 (n, ...), mapped from disk; computed if they are not there yet.

    Args:
        images: uint8 (n, size, size, 3), RGB, 0 to 255.
    """
    folder = cache_folder() / "activations"
    key = f"{key_of(boundary.backbone, images)}-{boundary.end}"
    kept = read_entry(folder, key, (len(images), *boundary.shape))
    if kept is None:
        write_entry(folder, key, boundary, images)
        kept = read_entry(folder, key, (len(images), *boundary.shape))
    return kept


def fits_on_disk(nbytes: int) -> bool:
    """Whether entries of this size may be kept: within the limit, and on a disk with as much room again."""
    place = next(folder for folder in (cache_folder(), *cache_folder().absolute().parents) if folder.exists())
    return nbytes <= LIMIT and 2 * nbytes < shutil.disk_usage(place).free


def read_entry(folder: Path, key: str, shape: tuple[int, ...]) -> np.ndarray | None:
    """Map an entry into memory, or None where there is none or it is damaged: its name holds its checksum."""
    for path in sorted(folder.glob(f"{key}-*.npy")):
        with contextlib.suppress(OSError, ValueError, EOFError):
            kept = np.load(path, mmap_mode="r")
            if kept.shape == shape and kept.dtype == np.float32 and checksum_of(kept) == path.stem.rsplit("-", 1)[1]:
                os.utime(path)  # used now: the last to go
                return kept
        remove(path)
    return None


def write_entry(folder: Path, key: str, boundary: Boundary, images: np.ndarray) -> None:
    """Compute into a file beside the entry, then rename: whoever looks sees a whole entry or none."""
    folder.mkdir(parents=True, exist_ok=True)
    make_room(folder, boundary.nbytes(len(images)))
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    os.close(handle)
    try:
        shape = (len(images), *boundary.shape)
        into = np.lib.format.open_memmap(unfinished, mode="w+", dtype=np.float32, shape=shape)
        boundary.compute(images, into)
        into.flush()
        name = f"{key}-{checksum_of(into)}.npy"
        del into
        Path(unfinished).replace(folder / name)
    finally:
        Path(unfinished).unlink(missing_ok=True)


def checksum_of(array: np.ndarray) -> str:
    """CRC-32 of all bytes, eight hexadecimal digits."""
    data, crc = memoryview(np.ascontiguousarray(array)).cast("B"), 0
    for start in range(0, len(data), PART):
        crc = zlib.crc32(data[start : start + PART], crc)
    return f"{crc:08x}"


def make_room(folder: Path, nbytes: int) -> None:
    """Remove the entries that were not used for longest until `nbytes` more are within the limit."""
    entries = sorted(folder.glob("*.npy"), key=lambda path: path.stat().st_mtime)
    total = sum(path.stat().st_size for path in entries)
    for path in entries:
        if total + nbytes <= LIMIT:
            break
        total -= path.stat().st_size
        remove(path)


def remove(path: Path) -> None:
    """Remove an entry; one that another process has mapped stays on Windows, and goes another time."""
    with contextlib.suppress(PermissionError):
        path.unlink(missing_ok=True)
