"""What each block of a network knows of a task: a linear probe on its pooled features (Alain and Bengio, 2016)."""

import hashlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from tlcourse.alt_text import describe
from tlcourse.backbones.features import compute, key_of, read_entry, write_entry
from tlcourse.backbones.loading import Backbone
from tlcourse.intervals import interval_over_seeds
from tlcourse.photos.loading import PhotoSet
from tlcourse.places import cache_folder
from tlcourse.plots import INK, axes_for
from tlcourse.seeing.activations import list_blocks

__all__ = ["extract_block_features", "fit_probe", "probe_blocks", "show_probes"]

STRENGTHS = (1e-3, 1e-2, 1e-1, 1.0, 10.0)  # of the pull towards zero, in units of the mean eigenvalue


def extract_block_features(
    backbone: Backbone, photos: PhotoSet | np.ndarray, blocks: Sequence[str] | None = None
) -> dict[str, np.ndarray]:
    """Pooled features of photos at the end of each block, in one pass, kept on disk like those of `extract_features`.

    Args:
        backbone: as `load_backbone` gives it.
        photos: a photo set, or its images: (n, size, size, 3), RGB, 0 to 255, not preprocessed.
        blocks: layers to look at; all blocks if not given.

    Returns:
        By block, from input to output, float32 arrays (n, channels).
    """
    images = photos.images if isinstance(photos, PhotoSet) else np.asarray(photos)
    blocks = list(blocks or list_blocks(backbone.model))
    entry = cache_folder() / "features" / f"{key_of(backbone, images)}-{short_name(blocks)}.npz"
    features = read_entry(entry, len(images))
    if features is None:
        features = compute(backbone, images if images.dtype == np.uint8 else images.astype(np.float32), blocks)
        write_entry(entry, features)
    ends = np.cumsum([backbone.model.get_layer(name).output.shape[-1] for name in blocks])
    return dict(zip(blocks, np.split(features, ends[:-1], axis=1), strict=True))


def short_name(blocks: Sequence[str]) -> str:
    """A name for these blocks in this order, to tell their cache entry by."""
    return hashlib.sha256("|".join(blocks).encode()).hexdigest()[:12]


def fit_probe(features: np.ndarray, labels: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Fit a linear head by ridge regression on one-hot labels: exact, and done in a moment.

    How strongly the weights are pulled towards zero is chosen by leave-one-out on the same photos (Allen, 1974), so
    that narrow and wide blocks are treated alike and no test photo is needed.

    Args:
        features: (n, d), each brought to mean 0 and spread 1 inside.
        labels: integers (n,), 0 to n_classes - 1.

    Returns:
        A function from features (m, d) to scores (m, n_classes).
    """
    features, labels = np.asarray(features, np.float64), np.asarray(labels)
    if features.ndim != 2 or len(features) != len(labels):
        raise ValueError(
            f"Got features of shape {features.shape} and {len(labels)} labels; expected (n, d) and n labels. "
            "Feature maps (n, h, w, d) have to be pooled first."
        )
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    one_hot = np.eye(int(labels.max()) + 1)[labels]
    offset = one_hot.mean(axis=0)
    standard = (features - mean) / spread
    u, s = left_singular(standard)
    shares = max(
        (shrink(s, strength) for strength in STRENGTHS),
        key=lambda kept: left_out(u, kept, one_hot - offset, labels),
    )
    weights = standard.T @ (u * (shares / s**2)) @ (u.T @ (one_hot - offset))
    return lambda others: (np.asarray(others, np.float64) - mean) / spread @ weights + offset


def left_singular(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Left singular vectors (n, r) and values (r,), smallest first. By the smaller Gram matrix: quick."""
    wide = matrix.shape[1] > matrix.shape[0]
    values, vectors = np.linalg.eigh(matrix @ matrix.T if wide else matrix.T @ matrix)
    kept = values > 1e-10 * max(values.max(), 1e-300)
    s, vectors = np.sqrt(values[kept]), vectors[:, kept]
    return (vectors if wide else matrix @ vectors / s), s


def shrink(s: np.ndarray, strength: float) -> np.ndarray:
    """What ridge regression leaves of each direction, 0 to 1; `s` are singular values."""
    return s**2 / (s**2 + strength * np.mean(s**2) + 1e-12)


def left_out(u: np.ndarray, shares: np.ndarray, targets: np.ndarray, labels: np.ndarray) -> float:
    """Accuracy on each photo of a head that was fitted without it."""
    own = (u**2 @ shares)[:, None] + 1 / len(u)
    fitted = u @ (shares[:, None] * (u.T @ targets))
    without = (fitted - own * targets) / np.maximum(1 - own, 1e-9)
    return float(np.mean(without.argmax(axis=1) == labels))


def probe_blocks(
    features: Mapping[str, np.ndarray],
    labels: np.ndarray,
    test_features: Mapping[str, np.ndarray],
    test_labels: np.ndarray,
) -> dict[str, float]:
    """Test accuracy (0 to 1) of a linear head on each block.

    Args:
        features, test_features: by block, (n, channels), as `extract_block_features` gives them.
        labels, test_labels: integers (n,).
    """
    return {
        name: float(np.mean(fit_probe(features[name], labels)(test_features[name]).argmax(axis=1) == test_labels))
        for name in features
    }


def show_probes(
    curves: Mapping[str, Sequence[Mapping[str, float]]],
    *,
    colours: Mapping[str, str],
    chance: float | None = None,
    title: str = "",
    ax=None,
):
    """Accuracy of the probes from the first block to the last, the mean over seeds with its 95 % interval.

    Args:
        curves: by what is compared, one result of `probe_blocks` a seed.
        colours: by what is compared.
        chance: accuracy of a guesser (0 to 1), drawn as a dotted line.
        ax: draw here, otherwise in a new figure.

    Returns:
        The matplotlib figure with `alt_text`.
    """
    fig, ax = axes_for(ax, (8, 3.8))
    told, blocks = [], list(next(iter(curves.values()))[0])
    for name, runs in curves.items():
        values = np.array([[run[block] for block in blocks] for run in runs])
        mean = values.mean(axis=0)
        ax.plot(100 * mean, "o-", ms=3, lw=2, color=colours[name], label=name)
        if len(runs) > 1:
            low, high = np.transpose([interval_over_seeds(column) for column in values.T])
            ax.fill_between(range(len(blocks)), 100 * low, 100 * high, color=colours[name], alpha=0.18, lw=0)
        told.append(
            f"{name}: {mean[0]:.1%} at {blocks[0]}, {mean[len(mean) // 2]:.1%} halfway, {mean[-1]:.1%} at the end"
        )
    if chance is not None:
        ax.axhline(100 * chance, color=INK, ls=":", lw=1, label="guessing")
    ax.set_xticks(range(len(blocks)), blocks, rotation=60, ha="right", fontsize=9)
    ax.set(ylabel="accuracy of a linear probe (%)", ylim=(0, None), title=title)
    ax.legend(frameon=False, fontsize=10)
    return describe(fig, f"{title + '. ' if title else ''}Accuracy of a linear head on each block. {'; '.join(told)}.")
