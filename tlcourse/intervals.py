"""How sure a measured accuracy is: 95 % intervals over seeds, or over the test photos where there is one seed."""

import math
from collections.abc import Sequence

__all__ = ["interval_of_mean", "interval_over_photos", "interval_over_seeds", "mean_and_interval"]

# 97.5 % quantiles of Student's t for 1, 2, 3 ... degrees of freedom
QUANTILES = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
NORMAL = 1.959964


def mean_and_interval(accuracies: Sequence[float], n_photos: int) -> tuple[float, tuple[float, float]]:
    """Mean of the accuracies (0 to 1, one a seed) and its 95 % interval (low, high).

    With one seed nothing is known about other seeds; the interval then says only how much other test photos would
    change the figure.
    """
    if len(accuracies) == 1:
        return accuracies[0], interval_over_photos(accuracies[0], n_photos)
    return math.fsum(accuracies) / len(accuracies), interval_over_seeds(accuracies)


def interval_over_seeds(accuracies: Sequence[float]) -> tuple[float, float]:
    """Student's t interval of the mean accuracy of two or more runs, kept within 0 to 1."""
    low, high = interval_of_mean(accuracies)
    return max(0.0, low), min(1.0, high)


def interval_of_mean(values: Sequence[float]) -> tuple[float, float]:
    """Student's t interval (1908) of the mean of two or more numbers of any size, such as differences of accuracies.

    Raises:
        ValueError: fewer than two numbers. One run tells nothing about how much another would differ.
    """
    n = len(values)
    if n < 2:
        raise ValueError(f"Got {n} number{'s' * (n != 1)}; an interval over seeds takes at least two.")
    mean = math.fsum(values) / n
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1))
    quantile = QUANTILES[n - 2] if n - 2 < len(QUANTILES) else NORMAL + 2.5 / (n - 1)
    half = quantile * deviation / math.sqrt(n)
    return mean - half, mean + half


def interval_over_photos(accuracy: float, n_photos: int) -> tuple[float, float]:
    """Wilson's interval (1927) of a share measured on `n_photos`."""
    square = NORMAL**2 / n_photos
    centre = (accuracy + square / 2) / (1 + square)
    half = NORMAL / (1 + square) * math.sqrt(accuracy * (1 - accuracy) / n_photos + square / (4 * n_photos))
    return max(0.0, centre - half), min(1.0, centre + half)
