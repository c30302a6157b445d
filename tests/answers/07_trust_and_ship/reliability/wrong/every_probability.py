import numpy as np


def reliability(probabilities, labels, n_bins):
    confidence = probabilities.ravel()
    right = np.eye(probabilities.shape[1])[labels].ravel()
    places = np.minimum((confidence * n_bins).astype(int), n_bins - 1)
    counts = np.bincount(places, minlength=n_bins)
    with np.errstate(invalid="ignore"):
        return np.bincount(places, confidence, n_bins) / counts, np.bincount(places, right, n_bins) / counts, counts
