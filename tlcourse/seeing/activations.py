"""What each block of a network makes of a photo: feature maps, the most telling channels first."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from tlcourse.alt_text import describe
from tlcourse.plots import INK
from tlcourse.quiet import import_keras

__all__ = ["activations_of", "list_blocks", "look", "most_active", "open_eye", "show_activations"]

BLOCK = re.compile(r"(expanded_conv|block_?\d+[a-z]?|conv\d_block\d+)_")  # how Keras' four families name their blocks


def list_blocks(model) -> list[str]:
    """Names of the layers at which the blocks of a network end, from input to output.

    A block ends where its branches have come together again. The first name is the end of the stem, the last one the
    model's own output.

    Args:
        model: a functional `keras.Model`; in one whose layers are not named in blocks, every layer that all of the
            flow goes through counts as a block.
    """
    names = [layer.name for layer in model.layers]
    ends = bottlenecks(model)
    found = [BLOCK.match(name) for name in names]
    last = {match[1]: place for place, match in enumerate(found) if match}
    if not last:
        return [names[place] for place in ends]
    first = next(place for place, match in enumerate(found) if match)
    stem = [place for place in ends if place < first][-1:]
    blocks = [next((end for end in ends if end >= place), ends[-1]) for place in last.values()]
    return [names[place] for place in sorted({*stem, *blocks, ends[-1]})]


def bottlenecks(model) -> list[int]:
    """Places of the layers (after the input) that no connection bypasses: what follows depends on them alone."""
    place = {layer.name: i for i, layer in enumerate(model.layers)}
    reach, places = 0, []
    for i, layer in enumerate(model.layers):
        if reach <= i and i:
            places.append(i)
        # The farthest layer that reads this one's output. Nested models also list uses outside of this model.
        readers = [place.get(node.operation.name, 0) for node in layer._outbound_nodes]
        reach = max([reach, *readers])
    return places


def activations_of(model, pixels: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
    """The outputs of some layers, in inference mode.

    Args:
        model: a functional `keras.Model`.
        pixels: (n, size, size, 3), preprocessed as the model wants them.
        names: layers, for instance from `list_blocks`.

    Returns:
        By name, float32 arrays (n, h, w, channels).
    """
    return dict(zip(names, look(open_eye(model, names), pixels), strict=True))


def open_eye(model, names: Sequence[str], *, pooled: bool = False):
    """A model that gives a list of the outputs of some layers of `model`, with its weights.

    Args:
        pooled: give the mean of each map (n, channels) in place of the maps.
    """
    keras = import_keras()

    outputs = [model.get_layer(name).output for name in names]
    if pooled:
        outputs = [keras.layers.GlobalAveragePooling2D()(output) for output in outputs]
    eye = keras.Model(model.input, outputs)
    eye.jit_compile = False  # XLA compiles for many seconds on a CPU
    return eye


def look(eye, pixels: np.ndarray) -> list[np.ndarray]:
    """What `open_eye` sees: one array a layer. Keras gives a bare array where there is one layer."""
    outputs = eye.predict_on_batch(pixels)
    return outputs if isinstance(outputs, list) else [outputs]


def most_active(maps: np.ndarray, k: int) -> np.ndarray:
    """The `k` channels of maps (h, w, channels) that differ most between places, most first.

    A channel that is equally high everywhere has found nothing in particular in this photo.
    """
    return np.argsort(-np.asarray(maps, np.float64).std(axis=(0, 1)), kind="stable")[:k]


def show_activations(maps: Mapping[str, np.ndarray], photo: np.ndarray, *, channels: int = 8, title: str = ""):
    """Feature maps of one photo: a row a block, the most telling channels first.

    Args:
        maps: by block, arrays (h, w, c); each channel is drawn on its own scale, low dark, high bright.
        photo: (size, size, 3), 0 to 255, shown beside the first row.
        channels: how many channels of each block.

    Returns:
        A matplotlib figure with `alt_text`.
    """
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(
        len(maps),
        channels + 1,
        figsize=(0.95 * (channels + 1), 1.0 * len(maps) + 0.4),
        squeeze=False,
        layout="constrained",
    )
    for ax in axes.flat:
        ax.set_axis_off()
    axes[0, 0].imshow(np.asarray(photo, np.uint8))
    for row, (name, block) in zip(axes, maps.items(), strict=True):
        for ax, channel in zip(row[1:], most_active(block, channels), strict=False):
            ax.imshow(block[..., channel], cmap="magma", interpolation="nearest")
            ax.set_title(str(channel), fontsize=8, color=INK, pad=1)
        height, width, count = block.shape
        row[0].set_title(f"{name}\n{height} × {width}, {count} channels", fontsize=7, color=INK, pad=2)
    fig.suptitle(title or "What the blocks make of one photo", fontsize=10, color=INK)
    sizes = "; ".join(f"{name} {m.shape[0]} by {m.shape[1]}, {m.shape[2]} channels" for name, m in maps.items())
    return describe(
        fig, f"{title or 'Feature maps of one photo'}, the {channels} most telling channels a block: {sizes}."
    )
