import numpy as np


def reliability(probabilities, labels, n_bins):
    confidence = probabilities.max(1)
    right = probabilities.argmax(1) == labels
    bins = np.clip(np.floor(confidence * n_bins), 0, n_bins - 1).astype(int)
    counts = np.bincount(bins, minlength=n_bins)
    with np.errstate(invalid="ignore"):
        return (
            np.bincount(bins, confidence, n_bins) / counts,
            np.bincount(bins, right, n_bins) / counts,
            counts,
        )
