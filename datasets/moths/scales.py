"""Paint a wing: ground, fields, lines, spots, dashes, veins, margin, and the fine scales over all."""

from dataclasses import dataclass

import numpy as np

from datasets.moths.genome import Genome, Line
from datasets.moths.wings import Wing
from datasets.painting import mix, noise_tile, sample_tile, smooth_step

__all__ = ["Individual", "draw_individual", "paint_wing"]


@dataclass(frozen=True)
class Individual:
    """What makes one moth differ from others of its species: age, melanism, small shifts."""

    pigments: np.ndarray  # (6, 3), faded and darkened
    tone: np.ndarray  # (3,), the same change for thorax and abdomen
    shifts: np.ndarray  # (8,) displacements of lines, in wing lengths
    spot_shifts: np.ndarray  # (4, 3): along, across, size
    clarity: float  # how clear the markings stand out, 0 to 1
    waviness: float
    noise_at: np.ndarray  # (4,) places on the noise fields


def draw_individual(rng: np.random.Generator, genome: Genome, strength: float = 1.0) -> Individual:
    """One moth of the species. `strength` scales the variation; 0 gives the type specimen."""
    fading = min(abs(rng.normal(0, 0.1 * strength)), 0.5)
    tone = np.exp(rng.normal(0, 0.09 * strength) + rng.normal(0, 0.022 * strength, 3))
    pale = 0.55 * genome.pigments[0].mean() + 0.2
    pigments = (genome.pigments * (1 - fading) + pale * fading) * tone
    return Individual(
        pigments=np.clip(pigments, 0.02, 0.97).astype(np.float32),
        tone=tone.astype(np.float32),
        shifts=rng.normal(0, 0.012 * strength, 8),
        spot_shifts=rng.normal(0, strength, (4, 3)) * np.array([0.01, 0.015, 0.12]),
        clarity=1 - strength * rng.uniform(0, 0.25),
        waviness=rng.uniform(0.004, 0.014) * strength,
        noise_at=rng.uniform(0, 1, 4),
    )


def paint_wing(genome: Genome, moth: Individual, wing: Wing, hind: bool) -> np.ndarray:
    """The wing's colours, float32 of the shape of `wing.along` plus (3,)."""
    pigments, texture = moth.pigments, genome.texture
    colour = np.empty((*wing.along.shape, 3), np.float32)
    colour[:] = pigments[5 if hind else 0]
    patches, fine, middle = _noises(moth, texture, wing)
    ripple = 0.01 * patches + moth.waviness * middle
    if not hind:
        _blotch(colour, pigments, texture, patches + 0.3 * middle)
        _field(colour, moth, genome, wing, ripple)
        _veins(colour, pigments, texture, wing)
    for line, shift in zip(genome.hind_lines if hind else genome.lines, moth.shifts, strict=False):
        _line(colour, pigments, line, moth, wing, wing.along + ripple - shift)
    for spot, shift in zip(genome.spots, moth.spot_shifts, strict=False):
        if spot.hind == hind:
            _spot(colour, pigments, spot, shift, wing, ripple)
    if not hind:
        _dashes(colour, pigments, genome.dashes, wing)
        _costa(colour, pigments, texture, wing)
    _margin(colour, pigments, texture, wing)
    pigment, share = texture.dusting
    if share:
        mix(colour, pigments[pigment], 0.7 * smooth_step(1.6 - 3 * share, 2.2 - 3 * share, fine + 0.4 * middle))
    return colour * (1 + texture.mottle * (0.55 * fine + 0.45 * middle) + 0.04 * fine)[..., None]


def _noises(moth, texture, wing):
    """Patches (the species' own, hardly moved), fine scales and something between (both the individual's)."""
    place, grain = texture.place, texture.grain
    patches = sample_tile(
        noise_tile(2.0, 0), wing.x * 0.28 + place + 0.02 * moth.noise_at[0], wing.y * 0.28 + 3 * place
    )
    fine = sample_tile(noise_tile(0.7, 0), wing.x * 0.5 * grain + moth.noise_at[1], wing.y * 0.5 * grain)
    middle = sample_tile(noise_tile(1.2, 0), wing.x * 0.33 * grain + moth.noise_at[2], wing.y * 0.33 * grain)
    return patches, fine, middle


def _distance(line: Line, across, along):
    """How far beyond the line a pixel lies, in wing lengths."""
    centred = across - 0.5
    waves = line.wave * np.sin(2 * np.pi * line.waves * across + line.phase)
    return along + line.tilt * centred + line.bend * (centred**2 - 0.08) + waves - line.at


def _stroke(distance, width, pixel):
    """1 within a stroke of this width, 0 outside; thin strokes fade instead of flickering."""
    soft = 0.007 + pixel
    core = 1 - smooth_step(width / 2 - soft / 2, width / 2 + soft, np.abs(distance))
    return core * min(1.0, width / (1.2 * pixel))


def _line(colour, pigments, line, moth, wing, along):
    distance = _distance(line, wing.across, along)
    ink = _stroke(distance, line.width, wing.pixel)
    if line.style == "double":
        gap = 1.8 * line.width + 0.012
        mix(colour, pigments[2], 0.5 * moth.clarity * _stroke(distance - gap / 2, gap, wing.pixel))
        ink = np.maximum(ink, 0.8 * _stroke(distance - gap, line.width * 0.8, wing.pixel))
    elif line.style == "shaded":
        ink = np.maximum(ink, 0.6 * np.exp(-np.maximum(distance, 0) / 0.06) * (distance > 0))
    mix(colour, pigments[line.pigment], ink * line.strength * moth.clarity)


def _field(colour, moth, genome, wing, ripple):
    which, pigment, strength = genome.texture.field
    if not strength or not genome.lines:
        return
    first, last = (_distance(line, wing.across, wing.along + ripple) for line in (genome.lines[0], genome.lines[-1]))
    beyond_first, beyond_last = smooth_step(-0.015, 0.015, first), smooth_step(-0.015, 0.015, last)
    inside = (1 - beyond_first, beyond_first * (1 - beyond_last), beyond_last)[which]
    mix(colour, moth.pigments[pigment], inside * strength * moth.clarity)


def _blotch(colour, pigments, texture, field):
    pigment, threshold, strength = texture.blotch
    if strength:
        mix(colour, pigments[pigment], strength * smooth_step(threshold - 0.15, threshold + 0.3, field))


def _veins(colour, pigments, texture, wing):
    pigment, number, strength = texture.veins
    from_vein = np.abs((wing.across * number) % 1 - 0.5)
    colour *= (1 - 0.07 * smooth_step(0.5, 0.1, from_vein) * wing.along)[..., None]  # every wing is faintly pleated
    if strength:
        on_vein = (1 - smooth_step(0.03, 0.17, from_vein)) * smooth_step(0.15, 0.4, wing.along)
        mix(colour, pigments[pigment], strength * on_vein)


def _spot(colour, pigments, spot, shift, wing, ripple):
    dx = wing.along + 0.5 * ripple - spot.at - shift[0]
    dy = (wing.across - spot.across - shift[1]) * 0.75 * np.maximum(wing.along, 0.2)
    size = spot.size * np.exp(shift[2])
    if spot.kind == "kidney":
        dx = dx + 0.35 * dy * dy / size - 0.15 * size
        distance = np.hypot(dx / 0.62, dy) / size
    else:
        distance = np.hypot(dx, dy) / size
    soft = wing.pixel / size
    whole = 1 - smooth_step(1 - soft, 1 + soft, distance)
    if spot.kind == "dot":
        mix(colour, pigments[spot.rim], 0.9 * whole)
        return
    mix(colour, pigments[spot.rim], 0.85 * whole)
    mix(colour, pigments[spot.fill], 0.85 * (1 - smooth_step(0.7 - soft, 0.7 + soft, distance)))
    if spot.kind == "eye":
        mix(colour, np.float32(0.06), 1 - smooth_step(0.42 - soft, 0.42 + soft, distance))


def _dashes(colour, pigments, dashes, wing):
    for dash in dashes:
        off_axis = (wing.across - dash.across) * 0.75 * np.maximum(wing.along, 0.1)
        begun = smooth_step(dash.start - 0.02, dash.start + 0.02, wing.along)
        ended = smooth_step(dash.end - 0.03, dash.end, wing.along)
        mix(colour, pigments[dash.pigment], 0.9 * begun * (1 - ended) * _stroke(off_axis, dash.width, wing.pixel))


def _margin(colour, pigments, texture, wing):
    kind, pigment, number = texture.margin
    between = 0.5 + 0.5 * np.cos(2 * np.pi * number * wing.across)
    fringe = smooth_step(0.955, 0.965 + wing.pixel, wing.along)
    if kind == "dots":
        row = _stroke(wing.along - 0.94, 0.03, wing.pixel)
        mix(colour, pigments[pigment], 0.9 * smooth_step(0.5, 0.8, between) * row)
    elif kind == "band":
        mix(colour, pigments[pigment], 0.7 * smooth_step(0.9, 0.93, wing.along))
    elif kind == "chequers":
        mix(colour, pigments[pigment], 0.85 * fringe * (between > 0.5))
    mix(colour, pigments[2], 0.25 * fringe)


def _costa(colour, pigments, texture, wing):
    pigment, number, strength = texture.costa
    if strength:
        marks = smooth_step(0.2, 0.6, np.sin(2 * np.pi * number * wing.along + 1))
        mix(colour, pigments[pigment], strength * marks * smooth_step(0.87, 0.93, wing.across))
