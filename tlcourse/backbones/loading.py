"""Backbones: networks without their top, with weights and the preprocessing that belongs to them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tlcourse.backbones.weights import WeightsError, digest_of, find_weights, load_weights
from tlcourse.quiet import import_keras

__all__ = ["Backbone", "WeightsError", "load_backbone"]

FAMILIES = {  # name: module and class in keras.applications, smallest size that it can see
    "mobilenet_v2": ("mobilenet_v2", "MobileNetV2", 32),
    "resnet50": ("resnet50", "ResNet50", 32),
    "efficientnet_v2b0": ("efficientnet_v2", "EfficientNetV2B0", 32),
    "xception": ("xception", "Xception", 71),
}


@dataclass(frozen=True, eq=False)
class Backbone:
    """A network that turns a photo into features.

    Attributes:
        name: "mobilenet_v2", "resnet50", "efficientnet_v2b0" or "xception".
        weights: "procedural", "imagenet", "random", or the name of a weights file.
        size: side of its input in pixels.
        model: a plain `keras.Model`; takes preprocessed pixels (n, size, size, 3), gives feature maps (n, h, w, d).
        synthetic: True when the weights were learned from drawn pictures only.
        digest: sha256 of all weights as they were loaded.
    """

    name: str
    weights: str
    size: int
    model: object
    synthetic: bool
    digest: str

    def preprocess(self, images: np.ndarray) -> np.ndarray:
        """Pixels as this family was trained on them: [-1, 1], BGR minus the mean, or 0 to 255 as they are.

        Args:
            images: (n, size, size, 3) or one photo (size, size, 3), RGB, uint8 or float, 0 to 255.

        Returns:
            A new float32 array of the same shape. Keras' own functions change a float array in place, so that a cell
            that is run twice preprocesses twice; this one leaves `images` alone.

        Raises:
            ValueError: the pixels are not RGB, or look preprocessed already.
        """
        pixels = np.array(images, np.float32)
        if pixels.ndim not in (3, 4) or pixels.shape[-1] != 3:
            raise ValueError(f"Got pixels of shape {pixels.shape}; expected (n, size, size, 3), RGB.")
        refuse_preprocessed(pixels)
        return preprocessing_of(self.name)(pixels)


def preprocessing_of(name: str):
    """Keras' own function for a family: it changes a float array in place; a tensor it leaves alone."""
    return getattr(import_keras().applications, FAMILIES[name][0]).preprocess_input


def refuse_preprocessed(pixels: np.ndarray) -> None:
    """Raise ValueError for pixels that are not 0 to 255 any more."""
    if pixels.dtype != np.uint8 and pixels.size and pixels.min() < 0:
        raise ValueError(f"Got pixels down to {pixels.min():.3g}; expected 0 to 255. Were they preprocessed before?")


def load_backbone(
    name: str = "mobilenet_v2",
    weights: str | Path = "procedural",
    *,
    size: int = 96,
    alpha: float | None = None,
    seed: int = 0,
) -> Backbone:
    """Load a backbone.

    Args:
        name: "mobilenet_v2", "resnet50", "efficientnet_v2b0" or "xception".
        weights: "procedural" (ships with the course, mobilenet_v2 only), "imagenet" (once downloaded), "random", or
            the path of an HDF5 file with weights without the top.
        size: side of the photos in pixels.
        alpha: width of MobileNetV2, 0.35 if not given; the other backbones have none.
        seed: initial values of "random" weights.

    Raises:
        WeightsError: the weights are missing, damaged, or those of another backbone.
        ValueError: the backbone is unknown, or the size too small for it.

    Example:
        >>> backbone = load_backbone("mobilenet_v2", "procedural", size=96)
        >>> backbone.model.output_shape
        (None, 3, 3, 1280)
    """
    check_request(name, size, alpha)
    alpha = 0.35 if alpha is None else alpha
    file = None if weights == "random" else find_weights(name, weights, alpha, size)
    model = build(name, size, alpha, seed)
    if file:
        load_weights(model, file)
    shown = weights if weights in ("procedural", "imagenet", "random") else Path(weights).name
    return Backbone(name, str(shown), size, model, weights == "procedural", digest_of(model))


def check_request(name: str, size: int, alpha: float | None) -> None:
    """Refuse what no backbone can be."""
    if name not in FAMILIES:
        raise ValueError(f"Got the backbone {name!r}; expected one of {', '.join(FAMILIES)}.")
    smallest = FAMILIES[name][2]
    if size < smallest:
        raise ValueError(f"Got size={size}; {name} needs photos of at least {smallest} px.")
    if alpha is not None and name != "mobilenet_v2":
        raise ValueError(f"Got alpha={alpha}; only mobilenet_v2 comes in several widths. Leave it out for {name}.")


def build(name: str, size: int, alpha: float, seed: int):
    """The network with fresh weights drawn from `seed`."""
    keras = import_keras()

    module, cls, _ = FAMILIES[name]
    keras.utils.set_random_seed(seed)
    options = {"alpha": alpha} if name == "mobilenet_v2" else {}
    make = getattr(getattr(keras.applications, module), cls)
    model = make(input_shape=(size, size, 3), include_top=False, weights=None, **options)
    model.jit_compile = False  # XLA compiles for 15 to 25 s on a CPU and runs no faster
    return model
