import numpy as np


def reliability(probabilities, labels, n_bins):
    confidence = np.max(probabilities, axis=1)
    right = (np.argmax(probabilities, axis=1) == labels).astype(float)
    counts, edges = np.histogram(confidence, n_bins, (0, 1))
    sums = [np.histogram(confidence, edges, weights=w)[0] for w in (confidence, right)]
    means = [np.divide(s, counts, out=np.full(n_bins, np.nan), where=counts > 0) for s in sums]
    return [means[0].tolist(), means[1].tolist(), counts.tolist()]
