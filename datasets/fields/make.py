"""Make the aerial-like set: `python -m datasets.fields.make`, from the project's root folder."""

from pathlib import Path

import numpy as np

from datasets.camera import draw_light, take_photo
from datasets.class_folders import write_class_folders
from datasets.painting import hsv, mix, noise_tile, sample_tile, smooth_step, square

__all__ = ["PAINTERS"]

SEED = 77


def _ground(rng, pixels):
    """Soil or pasture of any season, and coordinates turned at random: (image, u, v, noise)."""
    x, y = square(pixels)
    turn = rng.uniform(0, 2 * np.pi)
    u, v = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    shift = rng.uniform(0, 1, 4)
    broad = sample_tile(noise_tile(2.0, 0), u * 0.2 + shift[0], v * 0.2 + shift[1])
    fine = sample_tile(noise_tile(0.7, 0), u * 0.4 + shift[2], v * 0.4 + shift[3])
    image = _crop(rng) * (1 + 0.1 * broad + 0.08 * fine)[..., None]
    return image.astype(np.float32), u, v, broad


def _crop(rng):
    return hsv(rng.uniform(0.07, 0.27), rng.uniform(0.2, 0.5), rng.uniform(0.3, 0.6))


def _paint_furrows(rng, pixels):
    image, u, _, broad = _ground(rng, pixels)
    rows = np.sin(2 * np.pi * (u + 0.01 * broad) * rng.uniform(6, 12))
    return image * (1 + 0.25 * rows)[..., None]


def _paint_orchard(rng, pixels):
    image, u, v, _ = _ground(rng, pixels)
    count = rng.uniform(4, 7)
    from_tree = np.hypot((u * count) % 1 - 0.5, (v * count) % 1 - 0.5)
    mix(image, hsv(rng.uniform(0.22, 0.34), 0.55, rng.uniform(0.18, 0.4)), 1 - smooth_step(0.22, 0.34, from_tree))
    return image


def _paint_pivots(rng, pixels):
    image, u, v, broad = _ground(rng, pixels)
    count = rng.uniform(1.0, 1.8)
    shift = rng.uniform(0, 1, 2)
    du, dv = (u * count + shift[0]) % 1 - 0.5, (v * count + shift[1]) % 1 - 0.5
    radius = np.hypot(du, dv)
    rings = 1 + 0.1 * np.sin(radius * rng.uniform(60, 90))
    mix(image, _crop(rng) * (rings * (1 + 0.08 * broad))[..., None], 1 - smooth_step(0.44, 0.46, radius))
    return image


def _paint_terraces(rng, pixels):
    image, u, v, broad = _ground(rng, pixels)
    phase = rng.uniform(0, 2 * np.pi, 2)
    height = v + 0.25 * np.sin(2.5 * u + phase[0]) + 0.12 * np.sin(4 * u - 3 * v + phase[1]) + 0.01 * broad
    steps = (height * rng.uniform(3, 6)) % 1
    return image * (0.75 + 0.5 * smooth_step(0, 0.85, steps) - 0.4 * smooth_step(0.88, 1, steps))[..., None]


def _paint_meadow(rng, pixels):
    image, u, v, broad = _ground(rng, pixels)
    bushes = sample_tile(noise_tile(1.2, 1), u * 0.3 + rng.uniform(0, 1), v * 0.3)
    mix(image, _crop(rng) * 0.6, smooth_step(0.8, 1.2, bushes + 0.3 * broad) * 0.9)
    return image


def _paint_patchwork(rng, pixels):
    image, u, v, _ = _ground(rng, pixels)
    for axis, other in ((u, v), (v, u)):
        for cut in np.sort(rng.uniform(-1, 1, 3)):
            mix(image, _crop(rng), 0.8 * ((axis > cut) & (other > rng.uniform(-0.6, 0.4))))
    lines = np.minimum(np.abs((u * 2) % 1 - 0.5), np.abs((v * 2) % 1 - 0.5))
    return image * (1 - 0.3 * (1 - smooth_step(0.0, 0.04, lines)))[..., None]


def _paint_river(rng, pixels):
    image, u, v, broad = _ground(rng, pixels)
    bend = v + 0.25 * np.sin(rng.uniform(2, 4) * u + rng.uniform(0, 6)) + 0.04 * broad
    width = rng.uniform(0.07, 0.2)
    mix(image, np.float32([0.75, 0.7, 0.58]), 1 - smooth_step(width, width + 0.08, np.abs(bend)))
    water = hsv(rng.uniform(0.4, 0.6), 0.4, rng.uniform(0.25, 0.5))
    mix(image, water, 1 - smooth_step(width - 0.03, width, np.abs(bend)))
    return image


def _paint_greenhouses(rng, pixels):
    image, u, v, _ = _ground(rng, pixels)
    count, length = rng.uniform(3, 6), rng.uniform(0.9, 1.6)
    du, dv = (u * count) % 1, (v * length + rng.uniform(0, 1)) % 1
    roof = 0.7 + 0.25 * np.sin(np.pi * du / 0.7)
    mix(image, np.float32([0.85, 0.9, 0.92]) * roof[..., None], ((du < 0.7) & (dv < 0.85)) * rng.uniform(0.75, 0.95))
    return image


def _paint_vineyard(rng, pixels):
    image, u, v, broad = _ground(rng, pixels)
    rows = smooth_step(0.1, 0.5, np.sin(2 * np.pi * u * rng.uniform(9, 14)) + 0.35 * broad)
    path = smooth_step(0.03, 0.06, np.abs((v * rng.uniform(0.8, 1.4) + rng.uniform(0, 1)) % 1 - 0.5))
    mix(image, hsv(rng.uniform(0.2, 0.33), 0.5, rng.uniform(0.2, 0.38)), rows * path)
    return image


def _paint_forest(rng, pixels):
    image, u, v, broad = _ground(rng, pixels)
    count = rng.uniform(9, 14)
    bump = np.sin(u * count * 3 + 2 * broad) * np.sin(v * count * 3 - 2 * broad)
    crowns = hsv(rng.uniform(0.24, 0.36), 0.5, rng.uniform(0.2, 0.35)) * (0.9 + 0.4 * bump)[..., None]
    mix(image, crowns, smooth_step(-1.2, -0.9, broad))
    return image


PAINTERS = {
    "furrows": _paint_furrows,
    "orchard": _paint_orchard,
    "pivots": _paint_pivots,
    "terraces": _paint_terraces,
    "meadow": _paint_meadow,
    "patchwork": _paint_patchwork,
    "river": _paint_river,
    "greenhouses": _paint_greenhouses,
    "vineyard": _paint_vineyard,
    "forest": _paint_forest,
}


def _photograph(image, rng, size):
    """Seen through haze, from a height that varies with the light."""
    haze = rng.uniform(0, 0.2)
    image = image * (1 - haze) + np.float32([0.62, 0.66, 0.72]) * haze
    return take_photo(np.clip(image, 0, 1), draw_light(rng, 0.3), rng, size, strength=0.4)


if __name__ == "__main__":
    write_class_folders(Path(__file__).parent, PAINTERS, _photograph, seed=SEED)
