"""Make the scan-like set: `python -m datasets.scans.make`, from the project's root folder.

Every picture is a grey slice through an oval with two chambers. What is drawn into it names the class. The shapes are
invented: the set stands for pictures far from ImageNet's, not for any organ or disease.
"""

from pathlib import Path

import cv2
import numpy as np

from datasets.class_folders import write_class_folders
from datasets.painting import noise_tile, sample_tile, smooth_step, square

__all__ = ["PAINTERS"]

SEED = 78


class _Slice:
    """An empty slice: `grey` (n, n), and the two chambers, where findings lie."""

    def __init__(self, rng, pixels):
        x, y = square(pixels)
        turn = rng.normal(0, 0.15)
        zoom = rng.uniform(1.05, 1.3)
        self.u = (x * np.cos(turn) - y * np.sin(turn)) * zoom + rng.normal(0, 0.05)
        self.v = (x * np.sin(turn) + y * np.cos(turn)) * zoom + rng.normal(0, 0.05)
        self.rng = rng
        self.cloud = self.noise(1.6, 0.2)
        self.grain = self.noise(0.7, 0.5)
        oval = np.hypot(self.u / rng.uniform(0.86, 0.98), self.v / rng.uniform(0.95, 1.08)) + 0.015 * self.cloud
        wall = rng.uniform(0.1, 0.18)
        self.grey = 0.55 * smooth_step(1.0, 0.97, oval) * (1 + 0.06 * self.cloud)
        middle = rng.uniform(0.4, 0.46)
        height = rng.uniform(0.62, 0.74)
        chamber = np.hypot((np.abs(self.u) - middle) / 0.33, (self.v + 0.05) / height) + 0.03 * self.cloud
        self.chambers = smooth_step(1.0 + wall / 3, 1.0 - wall / 3, chamber)
        self.grey += (0.16 - self.grey) * self.chambers * rng.uniform(0.75, 0.95)

    def noise(self, roughness, scale):
        """A noise field on the slice, at a place of its own."""
        at = self.rng.uniform(0, 1, 2)
        return sample_tile(noise_tile(roughness, 0), self.u * scale + at[0], self.v * scale + at[1])

    def place(self):
        """A random point in one of the chambers."""
        return self.rng.choice([-1, 1]) * self.rng.uniform(0.3, 0.55), self.rng.uniform(-0.4, 0.3)

    def distance(self, place):
        """How far each pixel is from a point, with an uneven edge."""
        return np.hypot(self.u - place[0], self.v - place[1]) + 0.012 * self.cloud

    def light(self, amount):
        """Brighten by `amount` (n, n), inside the chambers."""
        self.grey = self.grey + amount * self.chambers


def _paint_clear(scan):
    scan.light(0.03 * scan.cloud)


def _paint_nodule(scan):
    radius = scan.rng.uniform(0.09, 0.17)
    scan.light(0.45 * smooth_step(radius + 0.03, radius - 0.03, scan.distance(scan.place())))


def _paint_ring(scan):
    radius = scan.rng.uniform(0.12, 0.2)
    scan.light(0.5 * smooth_step(0.05, 0.02, np.abs(scan.distance(scan.place()) - radius)))


def _paint_seeds(scan):
    for _ in range(scan.rng.integers(14, 26)):
        scan.light(0.5 * smooth_step(0.04, 0.02, scan.distance(scan.place())))


def _paint_level(scan):
    side, height = scan.rng.choice([-1, 1]), scan.rng.uniform(0.0, 0.3)
    scan.light(0.4 * smooth_step(height, height + 0.04, scan.v) * (scan.u * side > 0))


def _paint_haze(scan):
    side = scan.rng.choice([-1, 1])
    scan.light(0.3 * smooth_step(-0.6, 0.9, scan.noise(2.0, 0.2)) * (scan.u * side > 0))


def _paint_mesh(scan):
    count = scan.rng.uniform(6, 9)
    bent = 0.2 * scan.cloud
    lines = np.minimum(np.abs((scan.u * count + bent) % 1 - 0.5), np.abs((scan.v * count - bent) % 1 - 0.5))
    scan.light(0.3 * smooth_step(0.16, 0.05, lines))


def _paint_streaks(scan):
    place = scan.place()
    angle = np.arctan2(scan.v - place[1], scan.u - place[0])
    rays = smooth_step(0.5, 0.95, np.cos(angle * scan.rng.integers(6, 10)))
    scan.light(0.4 * rays * np.exp(-scan.distance(place) / 0.22))


def _paint_fissure(scan):
    tilt, at = scan.rng.uniform(-0.7, 0.7), scan.rng.uniform(-0.25, 0.2)
    scan.light(
        0.45 * smooth_step(0.03, 0.012, np.abs(scan.v - at - tilt * (np.abs(scan.u) - 0.4) + 0.012 * scan.cloud))
    )


def _paint_bubbles(scan):
    bright = np.zeros_like(scan.grey)
    place = scan.place()
    for _ in range(scan.rng.integers(6, 10)):
        near = (place[0] + scan.rng.normal(0, 0.1), place[1] + scan.rng.normal(0, 0.16))
        radius = scan.rng.uniform(0.05, 0.09)
        bright = np.maximum(bright, smooth_step(0.03, 0.012, np.abs(scan.distance(near) - radius)))
    scan.light(0.4 * bright)


_FINDINGS = {
    "clear": _paint_clear,
    "nodule": _paint_nodule,
    "ring": _paint_ring,
    "seeds": _paint_seeds,
    "level": _paint_level,
    "haze": _paint_haze,
    "mesh": _paint_mesh,
    "streaks": _paint_streaks,
    "fissure": _paint_fissure,
    "bubbles": _paint_bubbles,
}


def _painter(finding):
    def paint(rng, pixels):
        scan = _Slice(rng, pixels)
        finding(scan)
        return np.repeat((scan.grey * (1 + 0.05 * scan.grain))[..., None], 3, axis=2).astype(np.float32)

    return paint


PAINTERS = {name: _painter(finding) for name, finding in _FINDINGS.items()}


def _scan(image, rng, size):
    """Window, level, blur and the noise of a scanner: grey in all three channels."""
    image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.6, 1.6))
    grey = cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA)[..., 0]
    grey = grey * np.exp(rng.normal(0.15, 0.15)) + rng.normal(0.02, 0.03)
    grey = grey + rng.normal(0, rng.uniform(0.01, 0.04), grey.shape)
    return np.repeat((np.clip(grey, 0, 1) * 255 + 0.5).astype(np.uint8)[..., None], 3, axis=2)


if __name__ == "__main__":
    write_class_folders(Path(__file__).parent, PAINTERS, _scan, seed=SEED)
