"""Where in a photo the evidence lies: Grad-CAM, Integrated Gradients, and the test that can refute such maps.

A saliency map always looks like an explanation. `randomisation_test` (Adebayo et al., 2018) destroys what the network
has learned, layer by layer: a map that stays the same did not depend on it.
"""

from collections.abc import Callable, Sequence

import numpy as np

from tlcourse.alt_text import describe
from tlcourse.backbones.loading import FAMILIES, Backbone
from tlcourse.plots import INK
from tlcourse.quiet import import_keras

__all__ = [
    "grad_cam",
    "integrated_gradients",
    "randomisation_test",
    "randomise_from",
    "rank_correlation",
    "show_saliency",
]


def grad_cam(backbone: Backbone, head, photo: np.ndarray, species: int, *, layer: str | None = None) -> np.ndarray:
    """Grad-CAM (Selvaraju et al., 2017): the feature maps, weighted by how much each raises the score.

    The network is split at `layer`: below, a photo becomes maps; above, maps become scores. A backbone that lies inside
    another model cannot be cut through from outside, so backbone and head come apart.

    Args:
        backbone: as `load_backbone` gives it.
        head: model from pooled features (n, d) to scores or probabilities, such as `train_head(...).model`.
        photo: (size, size, 3), 0 to 255.
        species: the class to explain.
        layer: whose maps to weigh; the backbone's output if not given.

    Returns:
        float32 map (h, w), 0 or more, as coarse as the maps are.
    """
    import tensorflow as tf

    keras = import_keras()
    found = backbone.model.get_layer(layer).output if layer else backbone.model.output
    below = keras.Model(backbone.model.input, found)
    above = keras.Model(found, backbone.model.output) if layer else (lambda maps, training: maps)
    score = score_of(head)
    with tf.GradientTape() as tape:
        maps = below(backbone.preprocess(photo)[None], training=False)
        tape.watch(maps)
        wanted = score(tf.reduce_mean(above(maps, training=False), axis=(1, 2)))[:, species]
    weights = tf.reduce_mean(tape.gradient(wanted, maps), axis=(1, 2), keepdims=True)
    return np.asarray(tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1)))[0]


def score_of(head) -> Callable:
    """Features -> scores before the softmax: after it, raising one species means lowering the others."""
    import tensorflow as tf

    keras = import_keras()
    last = head.layers[-1]
    if not isinstance(last, keras.layers.Dense) or last.activation is not keras.activations.softmax:
        return lambda features: head(features, training=False)
    before = keras.Model(head.input, last.input)
    return lambda features: tf.matmul(before(features, training=False), last.kernel) + last.bias


def integrated_gradients(
    backbone: Backbone, head, photo: np.ndarray, species: int, *, baseline: np.ndarray | None = None, steps: int = 32
) -> np.ndarray:
    """Integrated Gradients (Sundararajan et al., 2017): each pixel's part in the score, against a picture of nothing.

    Args:
        backbone, head, photo, species: as for `grad_cam`.
        baseline: the picture of nothing, like `photo`; mid-grey if not given.
        steps: on the way from baseline to photo.

    Returns:
        float32 map (size, size), positive for pixels that speak for the species. It adds up to the difference that the
        score makes from baseline to photo.
    """
    import tensorflow as tf

    keras = import_keras()
    prepare = getattr(keras.applications, FAMILIES[backbone.name][0]).preprocess_input
    score = score_of(head)
    photo = np.asarray(photo, np.float32)
    start = np.full_like(photo, 127.5) if baseline is None else np.asarray(baseline, np.float32)
    shares = (np.arange(steps, dtype=np.float32) + 0.5) / steps
    path = tf.constant(start + shares[:, None, None, None] * (photo - start))
    with tf.GradientTape() as tape:
        tape.watch(path)
        maps = backbone.model(prepare(path), training=False)
        wanted = score(tf.reduce_mean(maps, axis=(1, 2)))[:, species]
    slope = np.asarray(tape.gradient(wanted, path)).mean(axis=0)
    return ((photo - start) * slope).sum(axis=-1)


def randomise_from(model, layer: str, seed: int = 0):
    """A copy of a model whose weights from `layer` on are shuffled, each array within itself; below, all is kept."""
    keras = import_keras()

    names = [found.name for found in model.layers]
    if layer not in names:
        raise ValueError(f"Got layer={layer!r}, which {model.name} does not have; expected one such as {names[-1]!r}.")
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    rng = np.random.default_rng(seed)
    for changed in copy.layers[names.index(layer) :]:
        changed.set_weights([rng.permutation(w.ravel()).reshape(w.shape) for w in changed.get_weights()])
    return copy


def randomisation_test(
    backbone: Backbone, explain: Callable[[Backbone], np.ndarray], layers: Sequence[str], *, seed: int = 0
) -> dict[str, tuple[np.ndarray, float]]:
    """Explain the same photo with more and more of the backbone destroyed.

    Args:
        backbone: the network as it was learned.
        explain: a function from a backbone to a map (h, w), for instance
            `lambda b: grad_cam(b, head, photo, species)`.
        layers: destroyed from here to the output, one after another; give them from output to input.

    Returns:
        "as learned" and each layer, with its map and the rank correlation (-1 to 1) of its sizes with the first map's.
    """
    from dataclasses import replace

    learned = explain(backbone)
    results = {"as learned": (learned, 1.0)}
    for layer in layers:
        found = explain(replace(backbone, model=randomise_from(backbone.model, layer, seed)))
        results[layer] = (found, rank_correlation(np.abs(learned), np.abs(found)))
    return results


def rank_correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's rank correlation of two arrays of one shape; 0 where one of them is constant."""
    ranks = np.stack([mean_ranks(np.ravel(one)), mean_ranks(np.ravel(other))])
    ranks -= ranks.mean(axis=1, keepdims=True)
    length = np.linalg.norm(ranks, axis=1).prod()
    return float(ranks[0] @ ranks[1] / length) if length > 0 else 0.0


def mean_ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from small to large; equal values share the mean of theirs."""
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[group]


def show_saliency(photo: np.ndarray, maps: dict[str, np.ndarray], *, title: str = ""):
    """A photo, and beside it each map laid over it: the brighter, the more that place counts.

    Args:
        photo: (size, size, 3), 0 to 255.
        maps: by name, (h, w) of any size; signed maps are shown by their absolute value.

    Returns:
        A matplotlib figure with `alt_text`.
    """
    import matplotlib.pyplot as plt

    photo = np.asarray(photo, np.uint8)
    fig, axes = plt.subplots(1, len(maps) + 1, figsize=(1.9 * (len(maps) + 1), 2.4), layout="constrained")
    extent = (0, photo.shape[1], photo.shape[0], 0)
    axes[0].imshow(photo)
    axes[0].set_title("the photo", fontsize=8, color=INK)
    peaks = []
    for ax, (name, found) in zip(axes[1:], maps.items(), strict=True):
        strength = np.abs(found)
        ax.imshow(photo.mean(axis=-1), cmap="gray", alpha=0.5)
        top = np.quantile(strength, 0.99) or 1.0
        ax.imshow(strength, cmap="magma", alpha=0.7, extent=extent, interpolation="bilinear", vmin=0, vmax=top)
        ax.set_title(name, fontsize=8, color=INK)
        row, column = np.unravel_index(strength.argmax(), strength.shape)
        peaks.append(
            f"{name}, strongest {(row + 0.5) / len(found):.0%} down and {(column + 0.5) / found.shape[1]:.0%} across"
        )
    for ax in axes:
        ax.set_axis_off()
    fig.suptitle(title, fontsize=10, color=INK)
    return describe(
        fig, f"{title + '. ' if title else ''}A photo and where the evidence lies in it: {'; '.join(peaks)}."
    )
