"""The camera that every generated photo goes through, and the surfaces that things lie on."""

from dataclasses import dataclass

import cv2
import numpy as np

from datasets.painting import hsv, mix, noise_tile, sample_tile, smooth_step, square

__all__ = ["SURFACES", "Light", "draw_light", "paint_surface", "take_photo"]

SURFACES = ("bark", "sheet", "leaf", "wall", "garden")


@dataclass(frozen=True)
class Light:
    """What the photos of one night share: where light comes from and what colour it has."""

    direction: float  # radians
    falloff: float  # brightness lost across the frame, 0 to 0.4
    glare: float  # strength of a bright spot, 0 to 0.5
    white_balance: tuple[float, float, float]  # factor a channel
    exposure: float  # factor
    contrast: float  # exponent


def draw_light(rng: np.random.Generator, strength: float = 1.0) -> Light:
    """A random light; `strength` 0 is neutral studio light, 1 a torch in a garden."""
    warm = rng.normal(0, 0.13 * strength)
    balance = np.exp(rng.normal(0, 0.08 * strength, 3) + np.array([warm, 0, -warm]))
    return Light(
        direction=rng.uniform(0, 2 * np.pi),
        falloff=strength * rng.uniform(0, 0.38),
        glare=strength * rng.uniform(0.1, 0.45) * (rng.random() < 0.3),
        white_balance=tuple(balance),
        exposure=np.exp(rng.normal(0, 0.2 * strength)),
        contrast=np.exp(rng.normal(0, 0.16 * strength)),
    )


def take_photo(image, light: Light, rng: np.random.Generator, size: int, strength: float = 1.0) -> np.ndarray:
    """Light, lens, sensor: a painted square becomes a uint8 photo of shape (size, size, 3).

    `strength` scales what varies from photo to photo (blur, noise, saturation); 0 gives a clean photo.
    """
    pixels = image.shape[0]
    x, y = square(pixels)
    shade = 1 + light.falloff * (np.cos(light.direction) * x + np.sin(light.direction) * y)
    if light.glare:
        cx, cy = rng.uniform(-1, 1, 2)
        shade = shade + light.glare * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 0.35)
    shade = shade * (1 - strength * rng.uniform(0, 0.2) * (x * x + y * y))
    tint = np.asarray(light.white_balance, np.float32) * np.float32(
        light.exposure * np.exp(rng.normal(0, 0.07 * strength))
    )
    image = image * (shade[..., None].astype(np.float32) * tint)
    grey = image.mean(2, keepdims=True)
    image = grey + (image - grey) * np.float32(np.exp(rng.normal(0, 0.22 * strength)))
    image = np.clip(image, 0, 1) ** np.float32(light.contrast)
    image = _defocus(image, rng, strength)
    if pixels != size:
        image = cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA)
    grain = rng.standard_normal(image.shape, dtype=np.float32) * np.float32(abs(rng.normal(0, 0.02 * strength)))
    return (np.clip(image + grain * (0.4 + image), 0, 1) * 255 + 0.5).astype(np.uint8)


def _defocus(image, rng, strength):
    pixels = image.shape[0]
    blur = rng.gamma(1.2, 0.45 * strength + 1e-9) * pixels / 144
    if blur > 0.35:
        image = cv2.GaussianBlur(image, (0, 0), blur)
    if rng.random() < 0.1 * strength:
        length = max(3, int(rng.integers(3, 8) * pixels / 144) | 1)
        kernel = np.zeros((length, length), np.float32)
        kernel[length // 2] = 1
        turn = cv2.getRotationMatrix2D((length // 2, length // 2), rng.uniform(0, 180), 1)
        kernel = cv2.warpAffine(kernel, turn, (length, length))
        image = cv2.filter2D(image, -1, kernel / kernel.sum())
    return image


def paint_surface(kind: str, rng: np.random.Generator, pixels: int) -> np.ndarray:
    """A surface for things to sit on, float32 (pixels, pixels, 3). `kind` is one of `SURFACES`."""
    x, y = square(pixels)
    turn = rng.uniform(0, 2 * np.pi)
    u, v = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    shift = rng.uniform(0, 1, (4, 2))
    grain = rng.uniform(0.15, 0.6)

    def noise(roughness, variant, at, su=1.0, sv=1.0):
        return sample_tile(noise_tile(roughness, variant), u * su + shift[at, 0], v * sv + shift[at, 1])

    if kind == "bark":
        ridges = noise(rng.choice([1.2, 1.6]), 1, 0, grain * 1.4, grain * 0.25)
        fine = noise(0.7, 0, 1, 0.35, 0.2)
        colour = hsv(rng.uniform(0.04, 0.12), rng.uniform(0.08, 0.45), rng.uniform(0.3, 0.55))
        image = colour * (1 + 0.28 * ridges + 0.1 * fine)[..., None]
        if rng.random() < 0.6:
            lichen = hsv(rng.uniform(0.15, 0.4), rng.uniform(0.08, 0.35), rng.uniform(0.5, 0.75))
            patches = smooth_step(0.2, 0.7, noise(1.6, 1, 2, grain * 0.6, grain * 0.6) - rng.uniform(0, 1.2))
            mix(image, lichen * (1 + 0.15 * fine)[..., None], patches * 0.8)
    elif kind == "sheet":
        threads = rng.uniform(18, 60)
        weave = np.sin(u * threads) * np.sin(v * threads) * rng.uniform(0, 0.06)
        folds = noise(2.0, 0, 0, 0.12, 0.12) * rng.uniform(0.02, 0.09)
        image = (
            hsv(rng.uniform(0.05, 0.65), rng.uniform(0, 0.1), rng.uniform(0.65, 0.95)) * (1 + weave + folds)[..., None]
        )
    elif kind == "leaf":
        spacing = rng.uniform(0.25, 0.6)
        veins = np.exp(-((((u + np.abs(v) * 0.8) / spacing) % 1 - 0.5) ** 2) / 0.003) + np.exp(-((v / 0.03) ** 2))
        colour = hsv(rng.uniform(0.18, 0.38), rng.uniform(0.35, 0.75), rng.uniform(0.3, 0.65))
        image = colour * (1 + 0.12 * noise(1.2, 0, 0, 0.2, 0.2) + 0.25 * veins)[..., None]
    elif kind == "wall":
        speckle = rng.uniform(0.05, 0.22) * noise(rng.choice([1.2, 0.7]), 1, 0, grain, grain)
        colour = hsv(rng.uniform(0.03, 0.2), rng.uniform(0.03, 0.35), rng.uniform(0.3, 0.75))
        image = colour * (1 + speckle + 0.1 * noise(2.0, 1, 1, 0.15, 0.15))[..., None]
    elif kind == "garden":
        near = hsv(rng.uniform(0, 1), rng.uniform(0.1, 0.6), rng.uniform(0.2, 0.8))
        far = hsv(rng.uniform(0.1, 0.45), rng.uniform(0.2, 0.7), rng.uniform(0.2, 0.7))
        image = near + (far - near) * smooth_step(-1, 1, noise(2.0, 0, 0, 0.2, 0.2))[..., None]
        image = image + (0.08 * noise(2.0, 1, 1, 0.25, 0.25))[..., None]
    else:
        raise ValueError(f"Received surface {kind!r}; expected one of {', '.join(SURFACES)}.")
    return np.clip(image, 0.02, 1).astype(np.float32)
