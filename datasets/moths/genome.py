"""What makes a species: shape, pigments and markings, drawn once from the seed and then fixed.

Sister species of one genus share shape, resting pose and most pigments. They differ in where lines run, in their spots
and in their texture, as real sisters do. Distances on a wing are shares of its length: 0 at the base, 1 at the margin;
`across` runs from 0 at the inner edge to 1 at the front edge (the costa).
"""

from dataclasses import dataclass, replace

import numpy as np

from datasets.moths.pigments import draw_pigments, vary_pigments

__all__ = ["Dash", "Genome", "Line", "Shape", "Spot", "Texture", "draw_species"]

GENUS_STREAM, SPECIES_STREAM = 1, 2


@dataclass(frozen=True)
class Shape:
    """Wings and body of a genus."""

    pose: str  # at rest: "folded" like a roof, "delta", or "spread"
    breadth: float  # opening angle of the fore wing, radians
    margin: tuple[float, ...]  # length of the fore wing from inner to front edge, at six angles
    scallops: tuple[int, float]  # how many, how deep
    bow: float  # how far the front edge bulges
    hind_length: float
    body: tuple[float, float]  # half width, length
    antenna: tuple[float, bool]  # length, feathered


@dataclass(frozen=True)
class Line:
    """A line or band across the wing."""

    at: float
    width: float
    wave: float  # height of its waves
    waves: float  # number of waves
    phase: float
    tilt: float
    bend: float
    style: str  # "plain", "double" or "shaded"
    pigment: int
    strength: float


@dataclass(frozen=True)
class Spot:
    """A spot in the wing's middle: "dot", "ring", "kidney" or "eye"."""

    at: float
    across: float
    size: float
    kind: str
    rim: int
    fill: int
    hind: bool


@dataclass(frozen=True)
class Dash:
    """A streak along the wing."""

    start: float
    end: float
    across: float
    width: float
    pigment: int


@dataclass(frozen=True)
class Texture:
    """Mottling, dusting, veins, fields and margin of a species."""

    mottle: float  # contrast of fine scales
    grain: float  # their coarseness
    place: float  # where on the noise field this species sits
    blotch: tuple[int, float, float]  # pigment, threshold, strength
    dusting: tuple[int, float]  # pigment, share of scales
    veins: tuple[int, int, float]  # pigment, number, strength
    field: tuple[int, int, float]  # which field (0 base, 1 middle, 2 outer), pigment, strength
    margin: tuple[str, int, int]  # "none", "dots", "band" or "chequers"; pigment, number
    costa: tuple[int, int, float]  # marks on the front edge: pigment, number, strength


@dataclass(frozen=True)
class Genome:
    """One species. `pigments` has shape (6, 3): ground, three others, dark, hind wing."""

    shape: Shape
    pigments: np.ndarray
    lines: tuple[Line, ...]
    hind_lines: tuple[Line, ...]
    spots: tuple[Spot, ...]
    dashes: tuple[Dash, ...]
    texture: Texture
    thorax: np.ndarray
    abdomen: np.ndarray


def draw_species(seed: int, genus: int, species: int) -> Genome:
    """The genome of a species, a changed copy of its genus. The same three numbers give the same genome."""
    parent = _draw_genome(np.random.default_rng([seed, GENUS_STREAM, genus]))
    rng = np.random.default_rng([seed, SPECIES_STREAM, species])
    other = _draw_genome(rng)
    return Genome(
        shape=_vary_shape(rng, parent.shape),
        pigments=vary_pigments(rng, parent.pigments, other.pigments),
        lines=_vary_lines(rng, _inherit(rng, parent.lines, other.lines, 0.7)),
        hind_lines=_vary_lines(rng, parent.hind_lines),
        spots=_vary_spots(rng, _inherit(rng, parent.spots, other.spots, 0.7)),
        dashes=_inherit(rng, parent.dashes, other.dashes, 0.6),
        texture=_mix_texture(rng, parent.texture, other.texture),
        thorax=_inherit(rng, parent.thorax, other.thorax, 0.3),
        abdomen=parent.abdomen,
    )


def _draw_genome(rng):
    pigments = draw_pigments(rng)
    hairy = pigments[rng.integers(0, 3)] if rng.random() < 0.4 else pigments[0]
    return Genome(
        shape=_draw_shape(rng),
        pigments=pigments,
        lines=tuple(_draw_line(rng, at) for at in _line_places(rng)),
        hind_lines=tuple(_draw_line(rng, at) for at in np.sort(rng.uniform(0.4, 0.95, rng.integers(0, 3)))),
        spots=tuple(_draw_spot(rng, at) for at in ((0.36, 0.6), (0.56, 0.62), (0.6, 0.5))[: rng.integers(0, 4)]),
        dashes=tuple(_draw_dash(rng) for _ in range(rng.choice([0, 1, 2, 3], p=[0.5, 0.2, 0.2, 0.1]))),
        texture=_draw_texture(rng),
        thorax=(hairy * rng.uniform(0.65, 1.1)).astype(np.float32),
        abdomen=(pigments[5] * rng.uniform(0.6, 1.0)).astype(np.float32),
    )


def _draw_shape(rng):
    pose = str(rng.choice(["folded", "delta", "spread"], p=[0.5, 0.25, 0.25]))
    margin = np.array([0.66, 0.76, 0.84, 0.91, 0.97, 0.93]) * rng.normal(1, 0.025, 6)
    margin[:2] *= rng.uniform(0.78, 1.12)
    margin[4] *= rng.uniform(0.93, 1.12)
    return Shape(
        pose=pose,
        breadth=rng.uniform(0.52, 0.92) + 0.1 * (pose == "spread"),
        margin=tuple(margin),
        scallops=(int(rng.integers(6, 10)), rng.uniform(0.015, 0.05) * (rng.random() < 0.45)),
        bow=rng.uniform(0.0, 0.2),
        hind_length=rng.uniform(0.6, 0.85),
        body=(rng.uniform(0.07, 0.15), rng.uniform(0.45, 0.8)),
        antenna=(rng.uniform(0.3, 0.5), bool(rng.random() < 0.25)),
    )


def _line_places(rng):
    """Most moths carry a basal, an inner, an outer and a wavy line before the margin; few carry all."""
    places = np.array([0.16, 0.33, 0.5, 0.68, 0.85])
    kept = rng.random(5) < (0.3, 0.8, 0.4, 0.9, 0.7)
    return (places + rng.normal(0, 0.04, 5))[kept]


def _draw_line(rng, at):
    return Line(
        at=float(at),
        width=rng.choice([0.022, 0.045, 0.11], p=[0.4, 0.35, 0.25]) * rng.uniform(0.8, 1.3),
        wave=rng.uniform(0, 0.05),
        waves=float(rng.choice([1, 1.5, 3, 5, 7])),
        phase=rng.uniform(0, 2 * np.pi),
        tilt=rng.normal(0, 0.12),
        bend=rng.normal(0, 0.25),
        style=str(rng.choice(["plain", "double", "shaded"], p=[0.4, 0.3, 0.3])),
        pigment=int(rng.choice([1, 2, 3, 4], p=[0.25, 0.15, 0.15, 0.45])),
        strength=rng.uniform(0.6, 1.0),
    )


def _draw_spot(rng, place):
    return Spot(
        at=place[0] + rng.normal(0, 0.04),
        across=place[1] + rng.normal(0, 0.07),
        size=rng.uniform(0.045, 0.12),
        kind=str(rng.choice(["dot", "ring", "kidney", "eye"], p=[0.25, 0.25, 0.3, 0.2])),
        rim=int(rng.choice([1, 2, 4], p=[0.25, 0.25, 0.5])),
        fill=int(rng.integers(0, 5)),
        hind=bool(rng.random() < 0.15),
    )


def _draw_dash(rng):
    start = rng.choice([0.05, 0.4, 0.7])
    return Dash(
        start=start,
        end=start + rng.uniform(0.12, 0.28),
        across=rng.uniform(0.15, 0.85),
        width=rng.uniform(0.018, 0.045),
        pigment=int(rng.choice([4, 4, 1])),
    )


_MARGINS = ("none", "dots", "band", "chequers")


def _draw_texture(rng):
    return Texture(
        mottle=rng.uniform(0.05, 0.3),
        grain=rng.uniform(0.35, 1.1),
        place=rng.uniform(0, 1),
        blotch=(int(rng.integers(1, 5)), rng.uniform(-0.2, 1.2), rng.uniform(0.4, 0.85) * (rng.random() < 0.5)),
        dusting=(int(rng.choice([2, 4])), rng.uniform(0.05, 0.3) * (rng.random() < 0.6)),
        veins=(int(rng.choice([2, 4])), int(rng.integers(7, 11)), rng.uniform(0.2, 0.6) * (rng.random() < 0.35)),
        field=(int(rng.integers(0, 3)), int(rng.integers(1, 5)), rng.uniform(0.4, 0.9) * (rng.random() < 0.7)),
        margin=(str(rng.choice(_MARGINS)), int(rng.choice([1, 2, 4])), int(rng.integers(6, 10))),
        costa=(int(rng.choice([2, 4])), int(rng.integers(4, 8)), rng.uniform(0.3, 0.8) * (rng.random() < 0.4)),
    )


def _inherit(rng, parent, other, chance):
    """The parent's trait, or with probability `chance` the other's."""
    return other if rng.random() < chance else parent


def _vary_shape(rng, shape):
    margin = tuple(np.array(shape.margin) * rng.normal(1, 0.012, 6))
    return replace(shape, margin=margin, breadth=shape.breadth * np.exp(rng.normal(0, 0.03)))


def _vary_lines(rng, lines):
    def vary(line):
        return replace(
            line,
            at=line.at + rng.normal(0, 0.04),
            tilt=line.tilt + rng.normal(0, 0.06),
            bend=line.bend + rng.normal(0, 0.08),
            width=line.width * np.exp(rng.normal(0, 0.2)),
        )

    return tuple(vary(line) for line in lines)


def _vary_spots(rng, spots):
    def vary(spot):
        return replace(spot, at=spot.at + rng.normal(0, 0.02), size=spot.size * np.exp(rng.normal(0, 0.15)))

    return tuple(vary(spot) for spot in spots)


def _mix_texture(rng, parent, other):
    traits = {name: _inherit(rng, value, getattr(other, name), 0.6) for name, value in vars(parent).items()}
    return Texture(**traits)
