"""The pigments of moths: browns, greys and creams above all, shared by many genera, so that colour names no species."""

import numpy as np

from datasets.painting import hsv

__all__ = ["draw_pigments", "vary_pigments"]

# name: share among grounds, then the ranges of hue (turns), saturation and value
_PIGMENTS = {
    "brown": (0.31, (0.05, 0.10), (0.25, 0.50), (0.28, 0.52)),
    "grey": (0.27, (0.05, 0.14), (0.02, 0.15), (0.35, 0.62)),
    "cream": (0.10, (0.09, 0.13), (0.12, 0.35), (0.65, 0.85)),
    "olive": (0.08, (0.13, 0.19), (0.20, 0.42), (0.32, 0.52)),
    "rust": (0.08, (0.03, 0.07), (0.40, 0.65), (0.40, 0.62)),
    "straw": (0.06, (0.11, 0.14), (0.40, 0.65), (0.65, 0.85)),
    "white": (0.04, (0.08, 0.15), (0.02, 0.08), (0.78, 0.90)),
    "dark": (0.06, (0.02, 0.12), (0.15, 0.40), (0.14, 0.26)),
}

# Most genera wear one of a few grounds, so that colour alone names neither genus nor species.
_PALETTE = np.array(
    [hsv(0.07, 0.38, 0.38), hsv(0.09, 0.10, 0.5), hsv(0.08, 0.28, 0.56), hsv(0.11, 0.30, 0.74), hsv(0.05, 0.55, 0.5),
     hsv(0.06, 0.30, 0.24), hsv(0.12, 0.55, 0.72), hsv(0.16, 0.32, 0.42), hsv(0.10, 0.05, 0.82)]
)  # fmt: skip
_SHARES = (0.17, 0.17, 0.15, 0.11, 0.1, 0.1, 0.07, 0.07, 0.06)


def draw_pigments(rng: np.random.Generator) -> np.ndarray:
    """Six pigments of a genus, float32 (6, 3): ground, darker, paler, foreign, near-black, hind wing."""
    ground = _PALETTE[rng.choice(len(_PALETTE), p=_SHARES)] * np.exp(rng.normal(0, 0.04))
    darker = ground * rng.uniform(0.4, 0.6) * np.exp(rng.normal(0, 0.05, 3))
    paler = ground + (np.array([0.86, 0.83, 0.76]) - ground) * rng.uniform(0.4, 0.8)
    foreign = 0.3 * ground + 0.7 * _draw_one(rng)
    black = 0.04 + 0.16 * ground
    hind = 0.6 * ground + 0.4 * _draw_one(rng) if rng.random() < 0.7 else _draw_one(rng)
    return np.clip([ground, darker, paler, foreign, black, hind], 0.02, 0.95).astype(np.float32)


def vary_pigments(rng: np.random.Generator, parent: np.ndarray, other: np.ndarray) -> np.ndarray:
    """A sister's pigments: the parent's, a little lighter or darker, one of them now and then her own."""
    shift = np.exp(rng.normal(0, 0.1, (6, 1)) + rng.normal(0, 0.03, (6, 3)))
    own = rng.random((6, 1)) < np.array([[0.1], [0.2], [0.2], [0.4], [0.0], [0.25]])
    return np.clip(np.where(own, 0.5 * parent + 0.5 * other, parent * shift), 0.02, 0.95).astype(np.float32)


def _draw_one(rng):
    shares = [entry[0] for entry in _PIGMENTS.values()]
    _, *ranges = list(_PIGMENTS.values())[rng.choice(len(shares), p=shares)]
    return hsv(*(rng.uniform(low, high) for low, high in ranges))
