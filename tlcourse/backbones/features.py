"""Features: what a frozen backbone says about each photo, computed once and kept on disk.

Computed in inference mode, so that neither BatchNormalization nor Dropout changes them from one pass to the next.
"""

import hashlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from tlcourse.backbones.loading import Backbone, refuse_preprocessed
from tlcourse.photos.decoding import decode_chunks
from tlcourse.photos.loading import PhotoSet
from tlcourse.places import cache_folder
from tlcourse.progress import Progress

__all__ = ["extract_features"]

RECIPE = "3"  # changes when the same photos and weights would give other features
IN_MEMORY = 512e6  # bytes of photos that are decoded as a whole; more are read, used and dropped, a part at a time
CHUNK = 64e6  # bytes of such a part


def extract_features(backbone: Backbone, photos: PhotoSet | np.ndarray, *, cache: bool = True) -> np.ndarray:
    """Global-average-pooled features of photos.

    The same numbers as `backbone.model.predict` and a mean over the map give, up to rounding (five decimal digits), in
    less than half the time: see `tlcourse.backbones.forward`.

    Args:
        backbone: as `load_backbone` gives it.
        photos: a photo set, or its images: (n, size, size, 3), RGB, 0 to 255, not preprocessed. A large photo set is
            not held in memory: it is decoded while the backbone works on the part before.
        cache: keep the features on disk and take them from there the next time. The entry is found by content
            (photos, weights, size, preprocessing), so it can be neither stale nor somebody else's.

    Returns:
        float32 array (n, d), d = 1280 for MobileNetV2.

    Raises:
        ValueError: the photos have another size than the backbone, or are preprocessed.
    """
    source = source_of(photos)
    size = (source.size,) * 2 + (3,) if isinstance(source, PhotoSet) else source.shape[1:]
    expected = (backbone.size, backbone.size, 3)
    if size != expected:
        raise ValueError(
            f"Got photos of shape {size}; the backbone {backbone.name} was loaded for {expected}. "
            f"Load both with the same size."
        )
    if not cache:
        return compute(backbone, source)
    entry = cache_folder() / "features" / f"{key_of(backbone, source)}.npz"
    features = read_entry(entry, len(source))
    if features is None:
        features = compute(backbone, source)
        write_entry(entry, features)
    return features


def source_of(photos: PhotoSet | np.ndarray) -> PhotoSet | np.ndarray:
    """The photos as an array, or the photo set itself where the array would be large and is not there yet."""
    if not isinstance(photos, PhotoSet):
        return np.asarray(photos)
    large = len(photos) * photos.size**2 * 3 > IN_MEMORY
    return photos if large and "images" not in photos.__dict__ else photos.images


def compute(backbone: Backbone, source: PhotoSet | np.ndarray, blocks: Sequence[str] = ()) -> np.ndarray:
    """The forward pass, a batch at a time: pooled features of the end, or of all `blocks` side by side."""
    from tlcourse.backbones.forward import batch_size, forward_pass, run_in_batches
    from tlcourse.backbones.weights import digest_of

    outputs = [backbone.model.get_layer(name).output for name in blocks] or [backbone.model.output]
    features = np.empty((len(source), sum(output.shape[-1] for output in outputs)), np.float32)
    batch, digest, done = batch_size(backbone.size), digest_of(backbone.model), 0
    what = f"Looking into {len(blocks)} blocks" if blocks else f"Extracting features of {len(source)} photos"
    bar = Progress(what, -(-len(source) // batch))
    for images in chunks_of(source, batch):
        refuse_preprocessed(images)
        forward = forward_pass(backbone, images.dtype, digest=digest, batch=batch, end=tuple(blocks) or None)
        run_in_batches(forward, images, batch, features[done : done + len(images)], bar.advance)
        done += len(images)
    bar.close()
    return features


def chunks_of(source: PhotoSet | np.ndarray, batch: int) -> Iterator[np.ndarray]:
    """The photos in arrays of whole batches."""
    if not isinstance(source, PhotoSet):
        return iter([source] if len(source) else [])
    count = int(CHUNK // (source.size**2 * 3 * batch)) * batch
    return decode_chunks(source.paths, source.size, max(count, batch))


def key_of(backbone: Backbone, source: PhotoSet | np.ndarray) -> str:
    """One name for everything that the features depend on: the pixels, or the files that they are decoded from."""
    # Someone may have trained the model since it was loaded: ask the weights, not `backbone.digest`.
    from tlcourse.backbones.weights import digest_of

    parts = [RECIPE, backbone.name, digest_of(backbone.model)]
    if isinstance(source, PhotoSet):
        digest = hashlib.sha256("|".join([*parts, "files", str(source.size)]).encode())
        for path in source.paths:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()[:40]
    digest = hashlib.sha256("|".join([*parts, str(source.shape), str(source.dtype)]).encode())
    digest.update(np.ascontiguousarray(source))
    return digest.hexdigest()[:40]


def read_entry(entry: Path, n: int) -> np.ndarray | None:
    """The features kept in `entry`, or None where there are none or they are damaged (the zip's checksums tell)."""
    try:
        with np.load(entry) as kept:
            features = kept["features"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        entry.unlink(missing_ok=True)
        return None
    return features if features.dtype == np.float32 and features.ndim == 2 and len(features) == n else None


def write_entry(entry: Path, features: np.ndarray) -> None:
    """Write beside the entry, then rename: whoever looks sees a whole entry or none."""
    entry.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=entry.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, features=features)
        Path(unfinished).replace(entry)
    finally:
        Path(unfinished).unlink(missing_ok=True)
