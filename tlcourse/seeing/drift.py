"""What training changed in a backbone: the same photo, the same blocks, before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tlcourse.alt_text import describe
from tlcourse.backbones.loading import Backbone
from tlcourse.plots import INK, axes_for
from tlcourse.seeing.activations import activations_of, most_active
from tlcourse.seeing.neighbours import find_neighbours, unit_rows

__all__ = ["feature_drift", "neighbours_kept", "show_block_drift", "show_drift", "tuned_backbone"]


def tuned_backbone(backbone: Backbone, model) -> Backbone:
    """The backbone inside a trained model, as a `Backbone` that every tool of the course takes.

    Args:
        backbone: the one that the training started from.
        model: a `keras.Model` with a layer named like `backbone.model`, such as `fine_tune(...).model`.

    Raises:
        ValueError: the model has no such layer.
    """
    from tlcourse.backbones.weights import digest_of

    name = backbone.model.name
    if name not in [layer.name for layer in model.layers]:
        raise ValueError(f"{model.name} has no layer {name!r}; expected a model that was built on this backbone.")
    tuned = model.get_layer(name)
    return replace(backbone, model=tuned, digest=digest_of(tuned))


def feature_drift(before: np.ndarray, after: np.ndarray) -> float:
    """How far features (n, d) have turned: the mean cosine distance of a photo's features before and after.

    Both are centred on their own mean first. 0: the same; 1: nothing in common.
    """
    before, after = (np.asarray(features, np.float64) for features in (before, after))
    turned = unit_rows(before - before.mean(axis=0)) * unit_rows(after - after.mean(axis=0))
    return float(1 - turned.sum(axis=1).mean())


def neighbours_kept(before: np.ndarray, after: np.ndarray, k: int = 5) -> float:
    """Share (0 to 1) of each photo's `k` nearest neighbours that it still has; features (n, d) of the same n photos."""
    kept = [set(own[own != i][:k]) for i, own in enumerate(find_neighbours(before, before, k + 1)[0])]
    now = [set(own[own != i][:k]) for i, own in enumerate(find_neighbours(after, after, k + 1)[0])]
    return float(np.mean([len(one & other) / k for one, other in zip(kept, now, strict=True)]))


def show_block_drift(
    drifts: Mapping[str, Mapping[str, float]], *, colours: Mapping[str, str], title: str = "", ax=None
):
    """How far each block has drifted, a line a network.

    Args:
        drifts: by network, by block, what `feature_drift` gave.
        colours: by network.
        ax: draw here, otherwise in a new figure.

    Returns:
        The matplotlib figure with `alt_text`.
    """
    fig, ax = axes_for(ax, (8, 3.4))
    blocks = list(next(iter(drifts.values())))
    told = []
    for network, by_block in drifts.items():
        values = list(by_block.values())
        ax.plot(values, "o-", ms=3, lw=2, color=colours[network], label=network)
        told.append(f"{network} from {values[0]:.2f} at {blocks[0]} to {values[-1]:.2f} at {blocks[-1]}")
    ax.set_xticks(range(len(blocks)), blocks, rotation=60, ha="right", fontsize=9)
    ax.set(ylabel="drift (0 same, 1 unrelated)", ylim=(0, None), title=title)
    ax.legend(frameon=False, fontsize=10)
    return describe(fig, f"{title + '. ' if title else ''}Drift of the features by block: {'; '.join(told)}.")


def show_drift(
    networks: Mapping[str, Backbone], photo: np.ndarray, blocks: Sequence[str], *, channels: int = 4, title: str = ""
):
    """The same channels of the same blocks in several states of one network.

    Args:
        networks: by name; the first one's most telling channels are shown for all, on the first one's scale.
        photo: (size, size, 3), 0 to 255.
        blocks: layers to look at.

    Returns:
        A matplotlib figure with `alt_text`.
    """
    import matplotlib.pyplot as plt

    maps = {name: activations_of(b.model, b.preprocess(photo)[None], blocks) for name, b in networks.items()}
    first = next(iter(maps.values()))
    chosen = [(block, channel) for block in blocks for channel in most_active(first[block][0], channels)]
    size = (0.9 * len(chosen) + 0.6, 1.05 * len(maps) + 0.7)
    fig, axes = plt.subplots(len(maps), len(chosen), figsize=size, squeeze=False, layout="constrained")
    for row, (network, found) in zip(axes, maps.items(), strict=True):
        for ax, (block, channel) in zip(row, chosen, strict=True):
            low, high = np.min(first[block][0, ..., channel]), np.max(first[block][0, ..., channel])
            ax.imshow(found[block][0, ..., channel], cmap="magma", vmin=low, vmax=high, interpolation="nearest")
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(False)
        row[0].set_ylabel(network, fontsize=8, color=INK)
    for place, (block, channel) in enumerate(chosen):
        heading = f"{block}\n{channel}" if place % channels == 0 else str(channel)
        axes[0, place].set_title(heading, fontsize=7, color=INK, loc="left")
    fig.suptitle(title, fontsize=10, color=INK)
    told = f"The same {len(chosen)} feature maps of one photo, from {', '.join(blocks)}, in {', '.join(networks)}."
    return describe(fig, f"{title}. {told}" if title else told)
