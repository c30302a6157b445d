"""Surface patterns of the source world: a genome of layers, painted in an object's own coordinates.

A pattern is layered the way printed and grown things are: a ground, blotches, a ruling (stripes, rings, rays, checks
or scales), bands, spots, a rim, and grain over all. Where a layer sits is the class; how light falls on it is not.
"""

import numpy as np

from datasets.painting import hsv, mix, noise_tile, sample_tile, smooth_step

__all__ = ["draw_palette", "draw_pattern", "paint_pattern", "vary_pattern"]

RULINGS = ("none", "stripes", "rings", "rays", "checks", "scales", "cells")
SPOTS = ("dot", "ring", "eye", "bar")


def draw_palette(rng):
    """Five colours, float32 (5, 3): a ground, two relatives of it, a contrast and a dark. Half the time muted."""
    muted = rng.random() < 0.55
    ground = hsv(rng.normal(0.09, 0.05), rng.uniform(0.03, 0.6), rng.uniform(0.25, 0.85)) if muted else _any_colour(rng)
    near = [np.clip(ground * np.exp(rng.normal(0, 0.12, 3) + rng.normal(0, 0.45)), 0.03, 0.97) for _ in range(2)]
    contrast = _any_colour(rng) if rng.random() < 0.5 else ground * rng.uniform(0.3, 0.7)
    return np.stack([ground, *near, contrast, ground * rng.uniform(0.15, 0.45)]).astype(np.float32)


def _any_colour(rng):
    return hsv(rng.uniform(0, 1), rng.beta(1.3, 1.8), rng.beta(2, 1.6) * 0.9 + 0.05)


def _band(rng):
    return {
        "axis": rng.choice(["rho", "v", "u", "phi"], p=[0.4, 0.35, 0.1, 0.15]),
        "at": rng.uniform(0.15, 0.95),
        "width": rng.choice([0.02, 0.04, 0.09, 0.16]) * rng.uniform(0.8, 1.3),
        "wave": rng.uniform(0, 0.06),
        "waves": rng.integers(2, 12),
        "phase": rng.uniform(0, 2 * np.pi),
        "tilt": rng.normal(0, 0.2),
        "colour": int(rng.integers(0, 5)),
        "strength": rng.uniform(0.4, 0.95),
        "edge": rng.uniform(0.008, 0.04),
    }


def _spot(rng):
    return {
        "kind": str(rng.choice(SPOTS)),
        "u": rng.uniform(0, 0.75),
        "v": rng.uniform(-0.75, 0.75),
        "size": rng.uniform(0.05, 0.2),
        "colours": rng.integers(0, 5, 3),
    }


def draw_pattern(rng) -> dict:
    """A random pattern genome."""
    return {
        "palette": draw_palette(rng),
        "blotch": {
            "strength": (rng.random() < 0.5) * rng.uniform(0.3, 0.9),
            "roughness": float(rng.choice([1.2, 1.6, 2.0])),
            "variant": int(rng.integers(0, 4)),
            "scale": rng.uniform(0.12, 0.4),
            "shift": rng.uniform(0, 1, 2),
            "level": rng.normal(0.2, 0.6),
            "colour": int(rng.integers(0, 5)),
        },
        "ruling": {
            "kind": str(rng.choice(RULINGS, p=[0.3, 0.15, 0.12, 0.12, 0.09, 0.12, 0.1])),
            "pitch": rng.uniform(4, 18),
            "angle": rng.choice([0, np.pi / 2, rng.uniform(0, np.pi)]),
            "duty": rng.uniform(-0.6, 0.6),
            "wobble": (rng.random() < 0.5) * rng.uniform(0.2, 1.5),
            "colour": int(rng.integers(0, 5)),
            "strength": rng.uniform(0.2, 0.9),
            "softness": rng.uniform(0.1, 0.8),
        },
        "bands": [_band(rng) for _ in range(rng.integers(0, 5))],
        "spots": [_spot(rng) for _ in range(rng.choice([0, 1, 2, 3, 5]))],
        "rim": {"width": (rng.random() < 0.5) * rng.uniform(0.03, 0.12), "colour": int(rng.integers(0, 5)),
                "notches": int((rng.random() < 0.35) * rng.integers(8, 24))},
        "grain": {"fine": rng.uniform(0, 0.25), "coarse": rng.uniform(0, 0.2), "scale": rng.uniform(0.3, 1.0)},
    }  # fmt: skip


def vary_pattern(parent: dict, rng) -> dict:
    """A sister of `parent`: nearly the same colours; some layers moved, some replaced."""
    other = draw_pattern(rng)
    child = {layer: other[layer] if rng.random() < 0.35 else parent[layer] for layer in parent}
    if child["palette"] is parent["palette"] or rng.random() < 0.5:
        shift = rng.normal(0, 0.08, (5, 3)) + rng.normal(0, 0.08, (5, 1))
        child["palette"] = np.clip(parent["palette"] * np.exp(shift), 0.02, 0.98).astype(np.float32)
    child["bands"] = [{**b, "at": b["at"] + rng.normal(0, 0.06), "width": b["width"] * np.exp(rng.normal(0, 0.25))}
                      for b in child["bands"]]  # fmt: skip
    child["spots"] = [
        {**s, "u": s["u"] + rng.normal(0, 0.06), "v": s["v"] + rng.normal(0, 0.08)} for s in child["spots"]
    ]
    child["ruling"] = {**child["ruling"], "pitch": child["ruling"]["pitch"] * np.exp(rng.normal(0, 0.2))}
    return child


def paint_pattern(genome, palette, rng, rho, phi, u, v) -> np.ndarray:
    """Colours (n, 3) at n points: `rho` 0 centre to 1 edge, `phi` radians, `u` and `v` the object's own -1 to 1.

    `palette` is the individual's own shade of the genome's; `rng` moves layers a little, as individuals differ.
    """
    image = np.empty((*rho.shape, 3), np.float32)
    image[:] = palette[0]
    wander = 0.02 * sample_tile(noise_tile(2.0), u * 0.2 + rng.random(), v * 0.2 + rng.random())
    _paint_blotch(image, genome["blotch"], palette, rng, u, v)
    _paint_ruling(image, genome["ruling"], palette, rng, rho, phi, u, v)
    for band in genome["bands"]:
        along, across = {
            "rho": (rho, phi / 3),
            "v": (v * 0.5 + 0.5, u),
            "u": (np.abs(u), v),
            "phi": (np.abs(phi) / np.pi, rho),
        }[band["axis"]]
        wave = band["wave"] * np.sin(band["waves"] * across * 3 + band["phase"])
        distance = np.abs(along + wander + wave + band["tilt"] * across * 0.5 - band["at"] - rng.normal(0, 0.012))
        mix(
            image,
            palette[band["colour"]],
            (1 - smooth_step(band["width"] / 2, band["width"] / 2 + band["edge"], distance)) * band["strength"],
        )
    for spot in genome["spots"]:
        _paint_spot(image, spot, palette, rng, u, v)
    rim = genome["rim"]
    if rim["width"]:
        notch = 0.5 + 0.5 * np.sign(np.sin(phi * rim["notches"])) if rim["notches"] else 1.0
        mix(
            image,
            palette[rim["colour"]],
            smooth_step(1 - rim["width"] - 0.02, 1 - rim["width"] + 0.02, rho) * notch * 0.9,
        )
    grain, du, dv = genome["grain"], rng.random(), rng.random()
    fine = sample_tile(noise_tile(0.7), u * 0.5 * grain["scale"] + du, v * 0.5 * grain["scale"] + dv)
    coarse = sample_tile(noise_tile(1.2), u * 0.3 * grain["scale"] + dv, v * 0.3 * grain["scale"] + du)
    return image * (1 + grain["fine"] * fine + grain["coarse"] * coarse)[..., None]


def _paint_blotch(image, blotch, palette, rng, u, v):
    if blotch["strength"]:
        du, dv = blotch["shift"] + rng.normal(0, 0.02, 2)
        field = sample_tile(
            noise_tile(blotch["roughness"], blotch["variant"]), u * blotch["scale"] + du, v * blotch["scale"] + dv
        )
        mix(image, palette[blotch["colour"]], smooth_step(-0.2, 0.3, field - blotch["level"]) * blotch["strength"])


def _paint_ruling(image, ruling, palette, rng, rho, phi, u, v):
    kind, pitch = ruling["kind"], ruling["pitch"]
    if kind == "none":
        return
    wobble = ruling["wobble"] * sample_tile(noise_tile(2.0, 1), u * 0.2 + rng.random(), v * 0.2)
    a, b = (
        u * np.cos(ruling["angle"]) + v * np.sin(ruling["angle"]),
        v * np.cos(ruling["angle"]) - u * np.sin(ruling["angle"]),
    )
    if kind == "stripes":
        wave = np.sin(a * pitch + wobble)
    elif kind == "rings":
        wave = np.sin(rho * pitch + wobble)
    elif kind == "rays":
        wave = np.sin(phi * round(pitch / 2) + wobble)
    elif kind == "checks":
        wave = np.sin(a * pitch * 0.7 + wobble) * np.sin(b * pitch * 0.7) * 1.6
    elif kind == "scales":
        row = np.floor(b * pitch * 0.3)
        wave = 1.4 - 2.8 * np.hypot((a * pitch * 0.3 + 0.5 * (row % 2)) % 1 - 0.5, (b * pitch * 0.3) % 1 - 0.8)
    else:
        wave = 1.2 - 4 * np.abs(sample_tile(noise_tile(1.6, 3), a * pitch * 0.03, b * pitch * 0.03))
    mix(
        image,
        palette[ruling["colour"]],
        smooth_step(-ruling["softness"], ruling["softness"], wave - ruling["duty"]) * ruling["strength"],
    )


def _paint_spot(image, spot, palette, rng, u, v):
    # Mirrored left and right: grown and made things mostly are.
    size = spot["size"] * np.exp(rng.normal(0, 0.1))
    du = (np.abs(u) - spot["u"] - rng.normal(0, 0.015)) / size
    dv = (v - spot["v"] - rng.normal(0, 0.015)) / size
    if spot["kind"] == "bar":
        du = du * 0.4
    distance = np.hypot(du, dv)
    first, second, third = palette[spot["colours"]]
    if spot["kind"] == "ring":
        mix(image, first, 1 - smooth_step(0.2, 0.35, np.abs(distance - 0.8)))
        return
    mix(image, first, 1 - smooth_step(0.85, 1.1, distance))
    if spot["kind"] == "eye":
        mix(image, second, 1 - smooth_step(0.6, 0.75, distance))
        mix(image, third * 0.3, 1 - smooth_step(0.3, 0.42, distance))
