"""The filters of the first layer: the only ones that can be read as small pictures, and what each responds to."""

from collections.abc import Mapping

import numpy as np

from tlcourse.alt_text import describe
from tlcourse.backbones.loading import Backbone
from tlcourse.plots import INK
from tlcourse.quiet import import_keras

__all__ = ["as_pictures", "filter_responses", "first_filters", "show_filter_responses", "show_filters"]


def first_convolution(model):
    """The layer that reads the pixels.

    Raises:
        ValueError: no convolution of the model takes three colour channels.
    """
    keras = import_keras()

    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D) and layer.kernel.shape[2] == 3:
            return layer
    raise ValueError(f"{model.name} has no convolution on three colour channels; expected a network for photos.")


def first_filters(backbone: Backbone) -> np.ndarray:
    """The first layer's filters, float32 (h, w, 3, n), colours in the order red, green, blue."""
    kernel = np.array(first_convolution(backbone.model).kernel)
    red_last = backbone.preprocess(np.full((1, 1, 3), [255, 0, 0]))[0, 0].argmax() == 2  # as ResNet50 wants it
    return kernel[:, :, ::-1] if red_last else kernel


def filter_responses(backbone: Backbone, photo: np.ndarray) -> np.ndarray:
    """What each filter finds in a photo (size, size, 3), 0 to 255: float32 (h, w, n), before bias and activation."""
    keras = import_keras()

    layer = first_convolution(backbone.model)
    before = keras.Model(backbone.model.input, layer.input)  # Xception pads, EfficientNetV2 scales first
    pixels = before.predict_on_batch(backbone.preprocess(photo)[None])
    found = keras.ops.conv(pixels, layer.kernel, strides=layer.strides, padding=layer.padding)
    return keras.ops.convert_to_numpy(found)[0]


def as_pictures(filters: np.ndarray) -> np.ndarray:
    """Filters (h, w, 3, n) as pictures (n, h, w, 3) in 0 to 1: zero is mid-grey, and each filter has its own scale.

    One scale for the three colours of a filter keeps its colour; one for all filters would leave the weak ones grey.
    """
    strongest = np.abs(filters).max(axis=(0, 1, 2))
    return np.moveaxis(0.5 + 0.5 * filters / np.where(strongest > 0, strongest, 1), -1, 0)


def by_strength(filters: np.ndarray) -> np.ndarray:
    """Indices of the filters, the one with the largest weights first."""
    return np.argsort(-np.square(filters).sum(axis=(0, 1, 2)), kind="stable")


def show_filters(filters: Mapping[str, np.ndarray], *, most: int = 16, title: str = ""):
    """First-layer filters as small pictures, a row a network: grey is no weight, bright colours push up.

    Args:
        filters: by network, (h, w, 3, n). The strongest of the first network, and the same ones of the others.
        most: at most this many.

    Returns:
        A matplotlib figure with `alt_text`.
    """
    import matplotlib.pyplot as plt

    chosen = by_strength(next(iter(filters.values())))[:most]
    size = (0.62 * len(chosen) + 0.4, 0.85 * len(filters) + 0.4)
    fig, axes = plt.subplots(len(filters), len(chosen), figsize=size, squeeze=False, layout="constrained")
    for row, (network, kernel) in zip(axes, filters.items(), strict=True):
        for ax, index, picture in zip(row, chosen, as_pictures(kernel)[chosen], strict=True):
            ax.imshow(picture, interpolation="nearest")
            ax.set_title(str(index), fontsize=9, color=INK, pad=2)
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(False)
        row[0].set_ylabel(network, fontsize=10, color=INK)
    fig.suptitle(title, fontsize=10, color=INK)
    side = next(iter(filters.values())).shape[0]
    told = f"The {len(chosen)} strongest first-layer filters, {side} by {side} pixels each, of {', '.join(filters)}."
    return describe(fig, f"{title}. {told}" if title else told)


def show_filter_responses(
    filters: np.ndarray, responses: np.ndarray, photo: np.ndarray, *, most: int = 16, title: str = ""
):
    """Filters of one network, each above what it responds to in a photo.

    Args:
        filters: (h, w, 3, n).
        responses: (h, w, n), from `filter_responses`: red where the photo looks like the filter, blue where it looks
            like its negative.
        photo: (size, size, 3), 0 to 255.
        most: at most this many, the strongest first.

    Returns:
        A matplotlib figure with `alt_text`.
    """
    import matplotlib.pyplot as plt

    chosen = by_strength(filters)[:most]
    columns = -(-len(chosen) // 2)
    fig, axes = plt.subplots(4, columns + 1, figsize=(1.05 * columns + 1.2, 4.2), squeeze=False, layout="constrained")
    for ax in axes.flat:
        ax.set_axis_off()
    axes[1, 0].imshow(np.asarray(photo, np.uint8))
    axes[1, 0].set_title("the photo", fontsize=10, color=INK)
    for place, index in enumerate(chosen):
        row, column = 2 * (place // columns), place % columns + 1
        axes[row, column].imshow(as_pictures(filters)[index], interpolation="nearest")
        axes[row, column].set_title(f"filter {index}", fontsize=9, color=INK, pad=2)
        limit = np.quantile(np.abs(responses[..., index]), 0.995) or 1.0  # one bright spot must not pale the rest
        axes[row + 1, column].imshow(responses[..., index], cmap="RdBu_r", vmin=-limit, vmax=limit)
    fig.suptitle(title, fontsize=11, color=INK)
    told = f"The {len(chosen)} strongest filters, each above the map of what it responds to in one photo."
    return describe(fig, f"{title}. {told}" if title else told)
