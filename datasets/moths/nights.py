"""Photographers and their nights: what the photos of one night share, and what must never cross the split."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from datasets.camera import Light, draw_light, paint_surface

__all__ = ["Night", "draw_nights", "paint_background"]

NIGHT_STREAM = 3
_PHOTOGRAPHERS = (
    *("A. Lindqvist", "B. Moreau", "C. Hartung", "D. Okafor", "E. Salvi", "F. Nowak"),
    *("G. Petrov", "H. Aalto", "I. Duarte", "J. Keller", "K. Bergman", "L. Varga"),
)
_SURFACES = {"sheet": 0.53, "wall": 0.29, "bark": 0.1, "leaf": 0.04, "garden": 0.04}


@dataclass(frozen=True)
class Night:
    """One photographer's evening at one place."""

    photographer: str
    date: str  # ISO 8601
    background: str
    lamp: str  # what lit the photos: "flash", "torch" or "daylight"
    light: Light
    seed: tuple[int, ...]  # of the surface


_LAMPS = {"flash": 0.26, "torch": 0.52, "daylight": 0.36}  # how strongly each colours and shades a photo


def draw_nights(seed: int, split: int, count: int) -> list[Night]:
    """`count` nights with dates of their own. Splits take turns (train: even days, test: odd), so they share none."""
    rng = np.random.default_rng([seed, NIGHT_STREAM, split])
    days = 2 * rng.permutation(5 * 60)[:count] + split
    return [_draw_night(rng, int(day), (seed, NIGHT_STREAM, split, index)) for index, day in enumerate(days)]


def _draw_night(rng, day, seed):
    lamp = str(rng.choice(list(_LAMPS), p=[0.55, 0.25, 0.2]))
    season, evening = divmod(day, 120)
    return Night(
        photographer=str(rng.choice(_PHOTOGRAPHERS)),
        date=(date(2018 + season, 5, 10) + timedelta(days=evening)).isoformat(),
        background=str(rng.choice(list(_SURFACES), p=list(_SURFACES.values()))),
        lamp=lamp,
        light=draw_light(rng, _LAMPS[lamp]),
        seed=seed,
    )


def paint_background(night: Night, rng: np.random.Generator, pixels: int) -> np.ndarray:
    """A piece of the night's surface, turned at random, float32 (pixels, pixels, 3), writable."""
    whole = _surface(night.background, night.seed, int(pixels * 1.5))
    top, left = rng.integers(0, whole.shape[0] - pixels + 1, 2)
    piece = np.rot90(whole[top : top + pixels, left : left + pixels], rng.integers(0, 4))
    return np.ascontiguousarray(piece, np.float32)


@lru_cache(maxsize=64)
def _surface(kind, seed, pixels):
    surface = paint_surface(kind, np.random.default_rng(seed), pixels)
    mean = surface.mean()
    return (mean + 0.8 * (surface - mean)).astype(np.float16)
