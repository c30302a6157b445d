"""A stiff breeze: small changes that a photo from the field brings along, and that do not change the moth.

After Hendrycks and Dietterich (2019), *Benchmarking neural network robustness to common corruptions and perturbations*.
"""

import numpy as np

__all__ = ["breeze", "turned"]

DEGREES, NOISE = 15, 12.0  # at strength 1; noise in pixel values
LIGHT = np.array([0.8, 0.95, 1.1])  # red, green, blue


def turned(image: np.ndarray, degrees: float = DEGREES) -> np.ndarray:
    """The photo (size, size, 3) turned about its middle; at the border it goes on mirrored."""
    import cv2

    size = len(image)
    matrix = cv2.getRotationMatrix2D((size / 2, size / 2), degrees, 1)
    return cv2.warpAffine(image, matrix, (size, size), borderMode=cv2.BORDER_REFLECT_101)


def breeze(images: np.ndarray, strength: float = 1.0) -> dict[str, np.ndarray]:
    """The photos in five versions, by name: untouched, turned, blurred, with noise, in another night's light.

    Args:
        images: (n, size, size, 3), 0 to 255. Left as they are.
        strength: 1 for the changes of lesson 01 (15 degrees, a blur of a fortieth of the photo, a noise of 12, bluer
            light); 2 for twice as much of each.

    Returns:
        Arrays of the same shape, 0 to 255; the same call gives the same noise.
    """
    import cv2

    size = images.shape[1]
    noise = np.random.default_rng(1).normal(0, NOISE * strength, images.shape).astype(np.float32)
    return {
        "untouched": images,
        "turned": np.stack([turned(image, DEGREES * strength) for image in images]),
        "blurred": np.stack([cv2.GaussianBlur(image, (0, 0), strength * size / 40) for image in images]),
        "noisy": np.clip(images + noise, 0, 255),
        "other light": np.clip(images * (1 + strength * (LIGHT - 1)), 0, 255),
    }
