import numpy as np


def reliability(probabilities, labels, n_bins):
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    edges = np.quantile(confidence, np.linspace(0, 1, n_bins + 1))
    places = np.clip(np.searchsorted(edges, confidence, side="right") - 1, 0, n_bins - 1)
    counts = np.bincount(places, minlength=n_bins)
    with np.errstate(invalid="ignore"):
        return np.bincount(places, confidence, n_bins) / counts, np.bincount(places, right, n_bins) / counts, counts
