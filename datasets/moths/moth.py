"""Put a moth together: pose, wings, shadow, body, legs and antennae, painted on a surface."""

from dataclasses import dataclass

import cv2
import numpy as np

from datasets.moths.genome import Genome
from datasets.moths.scales import Individual, draw_individual, paint_wing
from datasets.moths.wings import LENGTH, Wing, fore_wing, hind_wing
from datasets.painting import mix, noise_tile, sample_tile, smooth_step, square

__all__ = ["Pose", "draw_pose", "paint_moth"]

# Angle of the fore wing's front edge above the horizontal: mean and spread over individuals, degrees.
_WING_ANGLES = {"folded": (-62, 4.2), "delta": (-42, 5.0), "spread": (-3, 6.7)}


@dataclass(frozen=True)
class Pose:
    """How a moth sits in the frame."""

    name: str  # "folded", "delta" or "spread"
    wing_angle: float  # radians
    turn: float  # radians
    scale: float
    centre: tuple[float, float]
    stretch: float  # foreshortening by a slanted view
    shear: float


def draw_pose(rng: np.random.Generator, genome: Genome) -> Pose:
    """A pose: mostly the genus' own, mostly head up, filling most of the frame."""
    name = genome.shape.pose
    if rng.random() < 0.05:
        name = str(rng.choice(["delta", "spread"]))
    mean, deviation = _WING_ANGLES[name]
    angle = np.radians(rng.normal(mean, deviation))
    half_width = 0.06 + LENGTH * np.cos(angle)
    low = max(-0.2 - LENGTH * np.sin(angle), 0.25)
    fill = 2.05 / max(2 * half_width, low + 0.58)
    return Pose(
        name=name,
        wing_angle=angle,
        turn=rng.uniform(-np.pi, np.pi) if rng.random() < 0.06 else rng.normal(0, 0.38),
        scale=fill * rng.uniform(0.77, 1.08),
        centre=tuple(rng.normal(0, 0.074, 2) + np.array([0, -(low - 0.5) / 2 * fill])),
        stretch=np.exp(rng.normal(0, 0.058)),
        shear=rng.normal(0, 0.058),
    )


class _Frame:
    """Both ways between photo coordinates (x, y) and moth coordinates (u to its right, v to its tail)."""

    def __init__(self, pose: Pose, pixels: int):
        cos, sin = np.cos(pose.turn), np.sin(pose.turn)
        turn = np.array([[cos, -sin], [sin, cos]])
        skew = np.array([[1 / pose.stretch, 0], [-pose.shear, pose.stretch]])
        self.forward = pose.scale * turn @ skew
        self.centre = turn @ np.array(pose.centre)
        self.pixels, self.pixel = pixels, 2 / (pixels * pose.scale)
        x, y = square(pixels)
        back = np.linalg.inv(self.forward).astype(np.float32)
        x, y = x - np.float32(self.centre[0]), y - np.float32(self.centre[1])
        self.u, self.v = back[0, 0] * x + back[0, 1] * y, back[1, 0] * x + back[1, 1] * y

    def points(self, u, v):
        """Where moth points lie, in eighths of a pixel, int32 (n, 2), as OpenCV's drawing wants them."""
        at = self.forward @ np.stack([np.atleast_1d(u), np.atleast_1d(v)]) + self.centre[:, None]
        return np.int32(np.round((at.T + 1) * self.pixels / 2 * 8))


def paint_moth(image: np.ndarray, genome: Genome, pose: Pose, rng: np.random.Generator) -> None:
    """Paint one moth of this species onto `image`, float32 (n, n, 3), in place."""
    moth = draw_individual(rng, genome)
    frame = _Frame(pose, image.shape[0])
    hind_angle = min(0.55 * pose.wing_angle - 0.75, pose.wing_angle - 0.25)
    hind = hind_wing(genome.shape, frame.u, frame.v, max(hind_angle, -1.35), frame.pixel)
    uneven = pose.wing_angle + rng.normal(0, 0.05) * np.sign(frame.u)
    fore = fore_wing(genome.shape, frame.u, frame.v, uneven, frame.pixel)
    if rng.random() < 0.2:
        fore = _torn(fore, frame, rng)
    _shadow(image, np.maximum(hind.cover, fore.cover), rng)
    _legs_and_antennae(image, genome, moth, frame, rng)
    _lay_wing(image, genome, moth, hind, frame, rng, under=fore.cover)
    _abdomen(image, genome, moth, frame)
    _lay_wing(image, genome, moth, fore, frame, rng)
    _thorax_and_head(image, genome, moth, frame, pose.name)


def _torn(wing: Wing, frame, rng):
    """A worn moth: a notch in the margin of one wing."""
    at, depth, width = rng.uniform(0.1, 0.9), rng.uniform(0.05, 0.2), rng.uniform(0.03, 0.1)
    side = rng.choice([-1, 1]) * frame.u > 0
    edge = 1 - depth * np.exp(-(((wing.across - at) / width) ** 2)) * side
    cover = wing.cover * (1 - smooth_step(edge - 0.01, edge + 0.01, wing.along))
    return Wing(wing.along, wing.across, wing.x, wing.y, cover.astype(np.float32), wing.pixel)


def _shadow(image, cover, rng):
    pixels = image.shape[0]
    blurred = cv2.GaussianBlur(cover, (0, 0), pixels * rng.uniform(0.012, 0.045))
    direction, height = rng.uniform(0, 2 * np.pi), pixels * rng.uniform(0, 0.04)
    shift = np.float32([[1, 0, height * np.cos(direction)], [0, 1, height * np.sin(direction)]])
    image *= (1 - rng.uniform(0.15, 0.6) * cv2.warpAffine(blurred, shift, (pixels, pixels)))[..., None]


def _lay_wing(image, genome, moth: Individual, wing: Wing, frame, rng, under=None):
    seen = wing.cover > 0.004
    picked = Wing(wing.along[seen], wing.across[seen], wing.x[seen], wing.y[seen], wing.cover[seen], wing.pixel)
    colour = paint_wing(genome, moth, picked, hind=under is not None)
    u = frame.u[seen]
    relief = rng.uniform(0, 0.2)
    colour *= (1 + relief * np.sign(u) * (0.4 + 0.6 * picked.along))[..., None]  # one side is turned to the light
    colour *= (1 - 0.25 * (1 - smooth_step(0.0, 0.12, np.abs(u))))[..., None]  # the fold along the back
    if under is not None:
        colour *= (1 - 0.45 * cv2.GaussianBlur(under, (0, 0), image.shape[0] * 0.018)[seen])[..., None]
    ground = image[seen]
    image[seen] = ground + (colour - ground) * picked.cover[..., None]


def _legs_and_antennae(image, genome, moth, frame, rng):
    dark = tuple(float(c) for c in np.clip(genome.thorax * moth.tone * 0.6, 0.04, 0.75))
    thick = max(1, round(image.shape[0] / 130))
    length, feathered = genome.shape.antenna
    for side in (-1, 1):
        lean, curl = rng.uniform(0.35, 1.1), rng.uniform(-0.4, 0.7)
        along = np.linspace(0, 1, 9)
        u = side * (0.03 + length * along * np.sin(lean + curl * along))
        v = -0.4 - length * along * np.cos(lean + curl * along)
        cv2.polylines(image, [frame.points(u, v)], False, dark, thick, cv2.LINE_AA, 3)
        if feathered:
            _feather(image, frame, u, v, dark)
        for root, lean in ((-0.3, rng.uniform(0.5, 1.2)), (-0.18, rng.uniform(1.3, 1.9))):
            if rng.random() < 0.7:
                reach = rng.uniform(0.12, 0.26)
                u = side * np.array([0.06, 0.06 + 0.6 * reach * np.sin(lean), 0.06 + reach * np.sin(lean - 0.4)])
                v = root - np.array([0, 0.6 * reach * np.cos(lean), reach * np.cos(lean - 0.4)])
                cv2.polylines(image, [frame.points(u, v)], False, dark, thick, cv2.LINE_AA, 3)


def _feather(image, frame, u, v, dark):
    for k in range(2, len(u)):
        du, dv = u[k] - u[k - 1], v[k] - v[k - 1]
        for side in (-1, 1):
            tip = frame.points([u[k], u[k] + side * dv * 1.1 + du], [v[k], v[k] - side * du * 1.1 + dv])
            cv2.polylines(image, [tip], False, dark, 1, cv2.LINE_AA, 3)


def _abdomen(image, genome, moth, frame):
    half_width, length = genome.shape.body
    along = np.clip((frame.v + 0.12) / length, 0, 1)
    width = half_width * (0.95 - 0.55 * along**2)
    hair = sample_tile(noise_tile(0.7, 0), frame.u * 0.5 + moth.noise_at[1], frame.v * 0.15)
    rings = 1 - 0.18 * smooth_step(0.2, 0.9, np.sin(along * 7 * 2 * np.pi))
    round_off = 1 - 0.45 * (frame.u / np.maximum(width, 0.02)) ** 2
    cover = 1 - smooth_step(width * 0.85, width * 1.1 + frame.pixel, np.abs(frame.u) + 0.006 * hair)
    cover = cover * smooth_step(-0.2, -0.1, frame.v) * (1 - smooth_step(length - 0.2, length - 0.12, frame.v))
    mix(image, genome.abdomen * moth.tone * (round_off * rings * (1 + 0.12 * hair))[..., None], cover)


def _thorax_and_head(image, genome, moth, frame, pose_name):
    half_width = genome.shape.body[0]
    fur = sample_tile(noise_tile(0.7, 0), frame.u * 0.45 + moth.noise_at[3], frame.v * 0.14 + moth.noise_at[0])
    colour = genome.thorax * moth.tone
    for top, width, height, light in ((-0.23, 1.35, 0.16, 1.0), (-0.36, 0.85, 0.06, 0.85)):
        distance = np.hypot(frame.u / (half_width * width), (frame.v - top) / height) + 0.06 * fur
        shade = light * (1.08 - 0.35 * distance**2 + 0.16 * fur)
        mix(image, colour * shade[..., None], 1 - smooth_step(0.88, 1.08 + 4 * frame.pixel, distance))
    radius = max(6, int(0.016 / frame.pixel * 8))
    for side in (-1, 1):
        eye = frame.points(side * half_width * 0.7, -0.375)[0]
        cv2.circle(image, tuple(eye.tolist()), radius, (0.05, 0.04, 0.04), -1, cv2.LINE_AA, 3)
