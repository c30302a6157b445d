import numpy as np


def reliability(probabilities, labels, n_bins):
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    places = np.minimum((confidence * n_bins).astype(int), n_bins - 1)
    used = np.unique(places)
    return (
        np.array([confidence[places == k].mean() for k in used]),
        np.array([right[places == k].mean() for k in used]),
        np.array([(places == k).sum() for k in used]),
    )
