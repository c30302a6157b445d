"""Brushes shared by the photo generators: noise, colour, soft edges, outlines.

Every picture is a float32 array of shape (height, width, 3), RGB, 0 to 1. Coordinates run from -1 (left, top)
to 1 (right, bottom). Randomness comes only from the `numpy.random.Generator` that the caller hands in.
"""

from functools import lru_cache

import cv2
import numpy as np

__all__ = ["hsv", "mix", "noise_tile", "outline", "sample_tile", "smooth_step", "square"]

TILE = 256


@lru_cache(maxsize=32)
def noise_tile(roughness: float, variant: int = 0) -> np.ndarray:
    """A tileable noise field, shape (256, 256), mean 0 and standard deviation 1.

    `roughness` is the exponent of the amplitude spectrum 1/f**roughness: 2 is cloud-like, 0.7 is sand-like. See
    Baradad et al. 2021, "Learning to see by looking at noise".
    """
    rng = np.random.default_rng([int(roughness * 1000), variant])
    fy = np.fft.fftfreq(TILE)[:, None]
    fx = np.fft.rfftfreq(TILE)[None]
    frequency = np.hypot(fx, fy)
    frequency[0, 0] = 1
    spectrum = rng.normal(size=frequency.shape) + 1j * rng.normal(size=frequency.shape)
    # The lowest frequency is left out: it would make one side of the picture light and the other dark.
    spectrum *= frequency**-roughness * (frequency > 1.5 / TILE)
    field = np.fft.irfft2(spectrum, s=(TILE, TILE))
    return ((field - field.mean()) / field.std()).astype(np.float32)


def sample_tile(tile: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """The tile's values at (u, v), in units of whole tiles, wrapping round. Same shape as `u`."""
    n = tile.shape[0]
    column = np.floor(u * n).astype(np.int32) & (n - 1)
    row = np.floor(v * n).astype(np.int32) & (n - 1)
    return tile[row, column]


def smooth_step(low, high, x):
    """0 below `low`, 1 above `high`, a smooth ramp between."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def hsv(hue: float, saturation: float, value: float) -> np.ndarray:
    """One RGB colour, float32 of shape (3,). Hue is in turns and wraps; the others run from 0 to 1."""
    k = (np.array([5.0, 3.0, 1.0]) + hue * 6) % 6
    rgb = value - value * saturation * np.clip(np.minimum(k, 4 - k), 0, 1)
    return rgb.astype(np.float32)


def mix(image: np.ndarray, colour: np.ndarray, amount: np.ndarray) -> None:
    """Move `image` (..., 3) towards `colour` by `amount` (...), 0 to 1, in place."""
    image += (colour - image) * np.asarray(amount, np.float32)[..., None]


@lru_cache(maxsize=8)
def square(pixels: int) -> tuple[np.ndarray, np.ndarray]:
    """The x and y coordinates of a square picture's pixel centres, each of shape (pixels, pixels)."""
    axis = ((np.arange(pixels, dtype=np.float32) + 0.5) / pixels) * 2 - 1
    x, y = np.meshgrid(axis, axis)
    x.flags.writeable = y.flags.writeable = False
    return x, y


def outline(angles, radii, at: np.ndarray) -> np.ndarray:
    """A rounded radius for each angle in `at`, through the given (angle, radius) knots."""
    kernel = np.hanning(13)
    kernel /= kernel.sum()
    radius = np.interp(at, angles, radii)
    return np.convolve(np.pad(radius, 6, mode="edge"), kernel, "valid").astype(np.float32)


# One generator process uses one core; the makers run several processes.
cv2.setNumThreads(1)
