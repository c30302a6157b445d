"""Features: what a frozen backbone says about each photo, computed once and kept on disk.

Computed in inference mode, so that neither BatchNormalization nor Dropout changes them from one pass to the next.
"""

import hashlib
import os
import tempfile
import zipfile
import zlib
from pathlib import Path

import numpy as np

from tlcourse.backbones.loading import Backbone
from tlcourse.photos.loading import PhotoSet
from tlcourse.places import cache_folder
from tlcourse.progress import track

__all__ = ["extract_features"]

BATCH = 64
RECIPE = "1"  # changes when the same photos and weights would give other features


def extract_features(backbone: Backbone, photos: PhotoSet | np.ndarray, *, cache: bool = True) -> np.ndarray:
    """Global-average-pooled features of photos.

    Args:
        backbone: as `load_backbone` gives it.
        photos: a photo set, or its images: (n, size, size, 3), RGB, 0 to 255, not preprocessed.
        cache: keep the features on disk and take them from there the next time. The entry is found by content
            (photos, weights, size, preprocessing), so it can be neither stale nor somebody else's.

    Returns:
        float32 array (n, d), d = 1280 for MobileNetV2.

    Raises:
        ValueError: the photos have another size than the backbone.
    """
    images = photos.images if isinstance(photos, PhotoSet) else np.asarray(photos)
    expected = (backbone.size, backbone.size, 3)
    if images.shape[1:] != expected:
        raise ValueError(
            f"Got photos of shape {images.shape[1:]}; the backbone {backbone.name} was loaded for {expected}. "
            f"Load both with the same size."
        )
    if not cache:
        return compute(backbone, images)
    entry = cache_folder() / "features" / f"{key_of(backbone, images)}.npz"
    features = read_entry(entry, len(images))
    if features is None:
        features = compute(backbone, images)
        write_entry(entry, features)
    return features


def compute(backbone: Backbone, images: np.ndarray) -> np.ndarray:
    """The forward pass, a batch at a time."""
    pooled = []
    starts = range(0, len(images), BATCH)
    for start in track(starts, f"Extracting features of {len(images)} photos", len(starts)):
        batch = backbone.preprocess(images[start : start + BATCH])
        pooled.append(backbone.model.predict_on_batch(batch).mean(axis=(1, 2), dtype=np.float32))
    return np.concatenate(pooled) if pooled else np.empty((0, backbone.model.output_shape[-1]), np.float32)


def key_of(backbone: Backbone, images: np.ndarray) -> str:
    """One name for everything that the features depend on."""
    # Someone may have trained the model since it was loaded: ask the weights, not `backbone.digest`.
    from tlcourse.backbones.weights import digest_of

    parts = (RECIPE, backbone.name, digest_of(backbone.model), str(images.shape), str(images.dtype))
    digest = hashlib.sha256("|".join(parts).encode())
    digest.update(np.ascontiguousarray(images))
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
