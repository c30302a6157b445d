"""The source world: classes of patterned things, in families of look-alike sisters, photographed anywhere.

There are no moths and no butterflies in it, nothing with wings. A class is a genome: which parts a thing has, their
outlines, their patterns. Sisters share the family's parts and pigments and differ in markings and proportions, so the
network has to learn markings; light, pose and surface change from photo to photo, so it has to ignore them.
"""

import numpy as np

from datasets.camera import SURFACES, draw_light, paint_surface, take_photo
from datasets.painting import hsv, mix, noise_tile, outline, sample_tile, smooth_step, square
from datasets.source_world.pattern import draw_pattern, paint_pattern, vary_pattern

__all__ = ["KINDS", "SISTERS", "render", "thing"]

SISTERS = 8
KINDS = ("shield", "beetle", "fish", "leaf", "shell", "mask", "flower", "jar", "pebble", "fabric")
ANGLES = np.linspace(-np.pi, np.pi, 181)


def thing(index: int, seed: int = 11) -> dict:
    """The genome of class `index`. Eight consecutive classes are one family."""
    family = index // SISTERS
    parent = _draw_family(np.random.default_rng([seed, 1, family]))
    rng = np.random.default_rng([seed, 2, index])
    parts = []
    for part in parent["parts"]:
        radii = part["radii"] * np.exp(rng.normal(0, 0.03, part["radii"].shape))
        stretch = part["stretch"] * np.exp(rng.normal(0, 0.05))
        parts.append({**part, "radii": radii, "stretch": stretch, "pattern": vary_pattern(part["pattern"], rng)})
    return {"kind": parent["kind"], "family": family, "parts": parts, "upright": parent["upright"]}


def _draw_family(rng) -> dict:
    kind = str(rng.choice(KINDS))
    parts = {"beetle": _beetle, "fish": _fish, "flower": _flower, "jar": _jar}.get(kind, _single)(kind, rng)
    return {"kind": kind, "parts": parts, "upright": rng.random() < 0.6}


def _part(rng, radii, *, at=(0.0, 0.0), size=1.0, stretch=1.0, twin=False, turn=0.0):
    return {"radii": np.asarray(radii, float), "at": at, "size": size, "stretch": stretch, "twin": twin, "turn": turn,
            "pattern": draw_pattern(rng)}  # fmt: skip


def _outline(kind, rng):
    """Radii over 13 angles from the back (-pi) over the left, the front (0) and the right; mirror-symmetric."""
    half = np.linspace(0, np.pi, 7)
    if kind in ("shield", "jar"):
        power = rng.uniform(2.2, 6)
        radii = (np.abs(np.cos(half)) ** power + np.abs(np.sin(half)) ** power) ** (-1 / power)
    elif kind == "leaf":
        radii = 0.35 + 0.65 * np.abs(np.cos(half)) ** rng.uniform(0.8, 3)
    elif kind == "shell":
        radii = 1.0 - 0.65 * smooth_step(rng.uniform(1.2, 2.0), np.pi, half)
    else:
        radii = np.ones(7)
    radii = radii * np.exp(rng.normal(0, 0.13, 7))
    return np.concatenate([radii[::-1], radii[1:]])


def _single(kind, rng):
    parts = [_part(rng, _outline(kind, rng), size=rng.uniform(0.72, 1.0), stretch=np.exp(rng.normal(0, 0.25)))]
    if kind == "mask":
        where = (rng.uniform(0.25, 0.45), rng.uniform(-0.4, 0.0))
        parts.append(_part(rng, _outline("pebble", rng), at=where, size=rng.uniform(0.14, 0.28), twin=True))
        parts.append(
            _part(rng, _outline("pebble", rng), at=(0, rng.uniform(0.25, 0.5)), size=0.2, stretch=rng.uniform(1, 3))
        )
    return parts


def _beetle(_, rng):
    legs = [
        _part(rng, np.ones(13), at=(0.4, y), size=0.32, stretch=6, twin=True, turn=y * 1.2) for y in (-0.3, 0.05, 0.4)
    ]
    wing_cases = _part(
        rng, _outline("pebble", rng), at=(0, 0.2), size=rng.uniform(0.6, 0.72), stretch=rng.uniform(0.6, 1)
    )
    collar = _part(
        rng, _outline("shield", rng), at=(0, -0.48), size=rng.uniform(0.26, 0.4), stretch=rng.uniform(1, 1.6)
    )
    head = _part(rng, _outline("pebble", rng), at=(0, -0.75), size=rng.uniform(0.14, 0.24))
    return [*legs, head, wing_cases, collar]


def _fish(_, rng):
    tail = _part(rng, _outline("leaf", rng), at=(0, 0.75), size=rng.uniform(0.3, 0.45), stretch=rng.uniform(1, 1.8))
    fins = _part(
        rng, _outline("leaf", rng), at=(0.4, rng.uniform(-0.2, 0.2)), size=rng.uniform(0.2, 0.4), twin=True, turn=1.0
    )
    body = _part(
        rng, _outline("pebble", rng), at=(0, -0.1), size=rng.uniform(0.65, 0.8), stretch=rng.uniform(0.35, 0.7)
    )
    return [tail, fins, body]


def _flower(_, rng):
    petal = 1 - rng.uniform(0.15, 0.5) * np.abs(np.sin(np.linspace(0, rng.integers(3, 7) * np.pi, 61)))
    heart = _part(rng, _outline("pebble", rng), size=rng.uniform(0.18, 0.35))
    return [_part(rng, petal, size=rng.uniform(0.75, 1.0)), heart]


def _jar(_, rng):
    neck = _part(rng, _outline("jar", rng), at=(0, -0.65), size=rng.uniform(0.2, 0.4))
    ears = _part(rng, _outline("pebble", rng), at=(0.55, -0.3), size=0.2, twin=True)
    return [
        neck,
        ears,
        _part(rng, _outline("jar", rng), at=(0, 0.12), size=rng.uniform(0.6, 0.75), stretch=rng.uniform(0.7, 1.2)),
    ]


def render(genome: dict, rng: np.random.Generator, size: int = 96) -> np.ndarray:
    """A photo of one individual, uint8 (size, size, 3)."""
    pixels = size + size // 6
    light = draw_light(rng)
    turn = rng.normal(0, 0.4) if genome["upright"] and rng.random() < 0.7 else rng.uniform(-np.pi, np.pi)
    scale = rng.uniform(0.62, 0.95)
    if genome["kind"] == "fabric":
        image = np.full((pixels, pixels, 3), 0.5, np.float32)
        scale *= 2.2
    else:
        image = _background(rng, pixels)
    pose = _Pose(turn, scale, rng)
    shade = np.exp(rng.normal(0, 0.12) + rng.normal(0, 0.05, 3))
    if genome["kind"] != "fabric":
        _cast_shadow(image, pose, rng)
    for part in genome["parts"]:
        for side in (1, -1) if part["twin"] else (1,):
            _paint_part(image, part, side, pose, shade, rng)
    if rng.random() < 0.1:
        _grass(image, rng)
    return take_photo(np.clip(image, 0, 1), light, rng, size)


class _Pose:
    """From the picture to the thing's own coordinates: turned, scaled, sheared, foreshortened, shifted."""

    def __init__(self, turn, scale, rng):
        c, s = np.cos(turn), np.sin(turn)
        tilt, shear = np.exp(rng.normal(0, 0.08)), rng.normal(0, 0.08)
        turning = np.array([[c, s], [-s, c]])
        self.matrix = (np.array([[tilt, 0], [shear, 1 / tilt]]) @ turning / scale).astype(np.float32)
        self.centre = rng.normal(0, 0.08, 2)
        self.scale = scale

    def __call__(self, x, y):
        (a, b), (c, d) = self.matrix
        x, y = x - np.float32(self.centre[0]), y - np.float32(self.centre[1])
        return a * x + b * y, c * x + d * y


def _background(rng, pixels):
    if rng.random() < 0.6:
        return paint_surface(str(rng.choice(SURFACES)), rng, pixels)
    x, y = square(pixels)
    image = paint_pattern(
        draw_pattern(rng), _mute(draw_pattern(rng)["palette"], rng), rng, np.hypot(x, y) * 0.7, np.arctan2(x, -y), x, y
    )
    return np.clip(image, 0.02, 1)


def _mute(palette, rng):
    grey = palette.mean(1, keepdims=True)
    return grey + (palette - grey) * rng.uniform(0.2, 0.9)


def _cast_shadow(image, pose, rng):
    x, y = square(image.shape[0])
    u, v = pose(x - rng.normal(0, 0.06), y - rng.uniform(0, 0.1))
    image *= (1 - rng.uniform(0.05, 0.45) * np.exp(-((u * u + v * v) ** 2)))[..., None]


def _paint_part(image, part, side, pose, shade, rng):
    x, y = square(image.shape[0])
    u, v = pose(x, y)
    u, v = (u * side - part["at"][0]) / part["size"], (v - part["at"][1]) / part["size"]
    if part["turn"]:
        c, s = np.cos(part["turn"]), np.sin(part["turn"])
        u, v = c * u + s * v, c * v - s * u
    stretch = np.sqrt(part["stretch"]).astype(np.float32)
    u, v = u / stretch, v * stretch
    near = np.flatnonzero((np.abs(u) < 2) & (np.abs(v) < 2))
    u, v = u.ravel()[near], v.ravel()[near]
    phi = np.arctan2(u, -v)
    radii = part["radii"] * np.exp(rng.normal(0, 0.015, part["radii"].shape))
    table = outline(np.linspace(-np.pi, np.pi, len(radii)), radii, ANGLES)
    radius = table[((phi + np.pi) * (180 / (2 * np.pi))).astype(np.int32)]
    rho = np.hypot(u, v) / radius
    edge = 2 / (image.shape[0] * pose.scale * part["size"])
    cover = 1 - smooth_step(1 - edge, 1 + edge, rho)
    inside = np.flatnonzero(cover > 0.004)
    if not len(inside):
        return
    u, v, rho, phi, near = u[inside], v[inside], rho[inside], phi[inside], near[inside]
    palette = np.clip(part["pattern"]["palette"] * shade, 0.02, 0.98).astype(np.float32)
    colour = paint_pattern(part["pattern"], palette, rng, rho, phi, u, v)
    colour *= (1.05 - 0.3 * rho**3)[:, None]  # rounded towards the edge
    flat = image.reshape(-1, 3)
    flat[near] += (colour - flat[near]) * cover[inside, None]


def _grass(image, rng):
    x, y = square(image.shape[0])
    turn = rng.uniform(0, 2 * np.pi)
    blade = x * np.cos(turn) + y * np.sin(turn) + 0.12 * sample_tile(noise_tile(2.0), x * 0.2, y * 0.2 + rng.random())
    mix(
        image,
        hsv(rng.uniform(0.1, 0.4), rng.uniform(0.2, 0.6), rng.uniform(0.15, 0.6)),
        smooth_step(0, 0.06, blade - rng.uniform(0.45, 0.85)),
    )
