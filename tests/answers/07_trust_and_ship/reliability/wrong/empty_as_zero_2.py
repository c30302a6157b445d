import numpy as np


def reliability(probabilities, labels, n_bins):
    confidence = probabilities.max(1)
    bins = np.minimum((confidence * n_bins).astype(int), n_bins - 1)
    counts = np.bincount(bins, minlength=n_bins)
    least = np.maximum(counts, 1)
    right = probabilities.argmax(1) == labels
    return np.bincount(bins, confidence, n_bins) / least, np.bincount(bins, right, n_bins) / least, counts
