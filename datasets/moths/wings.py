"""Where each pixel lies on a wing: the map from a photo to wing coordinates."""

from dataclasses import dataclass

import numpy as np

from datasets.moths.genome import Shape
from datasets.painting import outline, smooth_step

__all__ = ["LENGTH", "Wing", "fore_wing", "hind_wing"]

LENGTH = 0.9  # of a fore wing, in units of the moth's drawing


@dataclass(frozen=True)
class Wing:
    """A wing on a canvas of n x n pixels; every array has shape (n, n).

    `along` is 0 at the base and 1 at the margin, `across` 0 at the inner and 1 at the front edge, `x` and `y` lie flat
    on the wing (for texture), `cover` is how much of the pixel the wing covers.
    """

    along: np.ndarray
    across: np.ndarray
    x: np.ndarray
    y: np.ndarray
    cover: np.ndarray
    pixel: float  # width of a pixel in wing lengths


def fore_wing(shape: Shape, u, v, axis: float, pixel: float) -> Wing:
    """The two fore wings (mirrored at u = 0). `axis` is the front edge's angle above the horizontal, radians."""
    scallops = 1 - shape.scallops[1] * np.cos(2 * np.pi * shape.scallops[0] * np.linspace(0, 1, 64))
    margin = outline(np.array([0, 0.2, 0.4, 0.65, 0.9, 1]), np.array(shape.margin), np.linspace(0, 1, 64)) * scallops
    return _wing(u, v, (0.04, -0.27), axis, shape.breadth, margin * LENGTH, shape.bow, pixel)


def hind_wing(shape: Shape, u, v, axis: float, pixel: float) -> Wing:
    """The two hind wings, fan-shaped, behind the fore wings."""
    fan = outline(np.array([0, 0.25, 0.5, 0.75, 1]), np.array([0.72, 0.9, 1, 0.95, 0.75]), np.linspace(0, 1, 64))
    length = shape.hind_length * LENGTH
    return _wing(u, v, (0.035, -0.13), axis, 1.25, fan * length, 0.06, pixel)


def _wing(u, v, base, axis, breadth, margin, bow, pixel):
    dx, dy = np.abs(u) - base[0], base[1] - v
    radius = np.hypot(dx, dy) + 1e-6
    angle = (np.arctan2(dy, dx) - axis + np.pi) % (2 * np.pi) - np.pi
    share = np.clip(radius / LENGTH, 0, 1)
    bulge = 4 * share * (1 - share)
    front, inner = bow * bulge, -breadth - 0.5 * bow * bulge
    across = np.clip((angle - inner) / (front - inner), 0, 1)
    reach = np.interp(across, np.linspace(0, 1, len(margin)), margin).astype(np.float32)
    inside = np.minimum(reach - radius, np.minimum(angle - inner, front - angle) * radius)
    cover = smooth_step(-pixel, pixel, inside + 0.01)
    return Wing(
        along=(radius / reach).astype(np.float32),
        across=across.astype(np.float32),
        x=(radius * np.cos(angle)).astype(np.float32),
        y=(radius * np.sin(angle)).astype(np.float32),
        cover=cover.astype(np.float32),
        pixel=pixel / LENGTH,
    )
