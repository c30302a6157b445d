"""Augmentation: the same moth, held another way, under another lamp."""

import numpy as np

__all__ = ["augment"]

ZOOM = (0.8, 1.25)
BRIGHTNESS = 0.2  # of the pixel range, either way
CONTRAST = (0.8, 1.25)


def augment(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A new version of each photo: flipped or not, turned by any angle, zoomed, brighter or darker.

    None of these changes a moth's species. One warp per photo does flip, turn and zoom together; what comes into view
    at the border is the photo mirrored. Call it anew for each batch: augmenting once and keeping the result would
    show the network the same photos in every epoch.

    Args:
        images: uint8 array (n, size, size, 3), 0 to 255. Left as it is.
        rng: where the chance comes from; the same state gives the same photos.

    Returns:
        A new uint8 array of the same shape.
    """
    import cv2

    out = np.empty_like(images)
    size = images.shape[1]
    for image, into, matrix in zip(images, out, random_warps(len(images), size, rng), strict=True):
        cv2.warpAffine(image, matrix, (size, size), dst=into, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    contrast = np.exp(rng.uniform(*np.log(CONTRAST), len(out)))
    brightness = rng.uniform(-255 * BRIGHTNESS, 255 * BRIGHTNESS, len(out))
    for image, gain, shift in zip(out, contrast, brightness, strict=True):
        levels = (np.arange(256) - 127.5) * gain + 127.5 + shift
        cv2.LUT(image, np.clip(levels, 0, 255).astype(np.uint8), dst=image)
    return out


def random_warps(n: int, size: int, rng: np.random.Generator) -> np.ndarray:
    """`n` affine matrices (n, 2, 3) that turn, flip and zoom about the photo's centre."""
    angle, zoom = rng.uniform(0, 2 * np.pi, n), np.exp(rng.uniform(*np.log(ZOOM), n))
    flip = rng.choice([-1.0, 1.0], n)
    cos, sin = zoom * np.cos(angle), zoom * np.sin(angle)
    turn = np.stack([np.stack([cos * flip, -sin], -1), np.stack([sin * flip, cos], -1)], -2)
    centre = np.full(2, (size - 1) / 2)
    return np.concatenate([turn, (centre - turn @ centre)[..., None]], axis=-1)
