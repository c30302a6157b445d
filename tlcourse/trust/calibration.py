"""Is a network as often right as it is sure? Reliability, its error, and a temperature that mends it.

After Guo et al. (2017), *On calibration of modern neural networks*.
"""

from collections.abc import Mapping

import numpy as np

from tlcourse.alt_text import alt_text_of, describe
from tlcourse.plots import INK, axes_for

__all__ = [
    "calibration_bins",
    "calibration_error",
    "cool",
    "fit_temperature",
    "negative_log_likelihood",
    "show_reliability",
]

BINS = 15
SMALLEST = 1e-30  # below it, a float32 probability is as good as none


def calibration_bins(
    probabilities: np.ndarray, labels: np.ndarray, n_bins: int = BINS
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean confidence, accuracy and number of photos in bins of equal width over the confidence.

    Args:
        probabilities: (n, n_species); a photo's confidence is its largest one.
        labels: integers (n,).
        n_bins: from 0 to 1; a bin holds its upper end.

    Returns:
        Three arrays (n_bins,). Confidence and accuracy (0 to 1) are NaN where a bin holds no photo.
    """
    probabilities, labels = np.asarray(probabilities, np.float64), np.asarray(labels)
    if probabilities.ndim != 2 or len(probabilities) != len(labels):
        raise ValueError(
            f"Got probabilities of shape {probabilities.shape} and {len(labels)} labels; expected (n, n_species) and n."
        )
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    place = np.clip(np.ceil(confidence * n_bins).astype(int) - 1, 0, n_bins - 1)
    counts = np.bincount(place, minlength=n_bins)
    sums = [np.bincount(place, values, n_bins) for values in (confidence, right)]
    means = [np.divide(total, counts, out=np.full(n_bins, np.nan), where=counts > 0) for total in sums]
    return means[0], means[1], counts


def calibration_error(probabilities: np.ndarray, labels: np.ndarray, n_bins: int = BINS) -> float:
    """Expected calibration error, 0 to 1: the gap of confidence and accuracy in each bin, weighted by its photos."""
    confidence, accuracy, counts = calibration_bins(probabilities, labels, n_bins)
    return float(np.nansum(np.abs(confidence - accuracy) * counts) / counts.sum())


def cool(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities with their scores divided by a temperature: above 1 less sure, below 1 surer, the order is kept.

    The logarithm of a probability is its score, up to a number that is the same for all species and cancels.
    """
    scores = np.log(np.maximum(np.asarray(probabilities, np.float64), SMALLEST)) / temperature
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def negative_log_likelihood(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Mean of minus the logarithm of the true species' probability: low where a network is sure and right."""
    of_label = np.asarray(probabilities, np.float64)[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(of_label, SMALLEST)).mean())


def fit_temperature(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The temperature, 0.05 to 20, at which these photos' labels are likeliest. Give it validation photos.

    By golden section on the logarithm: there is one lowest point.
    """
    low, high, ratio = np.log(0.05), np.log(20), (5**0.5 - 1) / 2
    while high - low > 1e-3:
        first, second = high - ratio * (high - low), low + ratio * (high - low)
        losses = [negative_log_likelihood(cool(probabilities, np.exp(at)), labels) for at in (first, second)]
        low, high = (low, second) if losses[0] < losses[1] else (first, high)
    return float(np.exp((low + high) / 2))


def show_reliability(
    networks: Mapping[str, tuple[np.ndarray, np.ndarray]],
    *,
    colours: Mapping[str, str],
    n_bins: int = 10,
    title: str = "",
    ax=None,
):
    """Reliability diagram: accuracy against confidence, a line a network; on the diagonal, sure is right.

    Args:
        networks: by name, probabilities (n, n_species) and labels (n,).
        colours: by name.
        n_bins: a point stands for the photos of one bin, the larger the more; bins with under 5 photos are left out.
        title: shown above.
        ax: draw here, otherwise in a new figure.

    Returns:
        The matplotlib figure, with `alt_text`.
    """
    fig, ax = axes_for(ax, (4.6, 4.9))
    ax.plot([0, 100], [0, 100], color=INK, ls=":", lw=1)
    told = []
    for name, (probabilities, labels) in networks.items():
        confidence, accuracy, counts = calibration_bins(probabilities, labels, n_bins)
        shown = counts >= 5
        ax.plot(100 * confidence[shown], 100 * accuracy[shown], "-", color=colours[name], lw=1.5, label=name)
        sizes = 12 + 180 * counts[shown] / counts.sum()
        ax.scatter(
            100 * confidence[shown], 100 * accuracy[shown], s=sizes, color=colours[name], zorder=3, clip_on=False
        )
        sure, right = np.max(probabilities, axis=1).mean(), np.mean(np.argmax(probabilities, axis=1) == labels)
        error = calibration_error(probabilities, labels)
        told.append(f"{name}: {sure:.0%} sure on average, {right:.0%} right, calibration error {error:.0%}")
    ax.set(xlim=(0, 100), ylim=(0, 100), ylabel="accuracy (%)", title=title)
    ax.set_xlabel("confidence (%); on the dotted line: as sure as right")
    ax.set_aspect("equal")
    ax.legend(frameon=False, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.16))
    lead = f"{title}. " if title else ""
    return describe(fig, f"{alt_text_of(fig)} {lead}Accuracy against confidence. {'; '.join(told)}.".lstrip())
