import numpy as np


def reliability(probabilities, labels, n_bins):
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    places = np.minimum((confidence * n_bins).astype(int), n_bins - 1)
    sure, accuracy, counts = np.full(n_bins, np.nan), np.full(n_bins, np.nan), np.zeros(n_bins, int)
    for k in range(n_bins):
        counts[k] = (places == k).sum()
        if counts[k]:
            sure[k], accuracy[k] = confidence[places == k].mean(), (right & (places == k)).mean()
    return sure, accuracy, counts
