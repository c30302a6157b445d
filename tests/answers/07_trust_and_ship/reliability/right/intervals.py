import numpy as np


def reliability(probabilities, labels, n_bins):
    edges = np.linspace(0, 1, n_bins + 1)
    best = np.argmax(probabilities, axis=1)
    confidence = probabilities[np.arange(len(best)), best]
    rows = []
    for low, high in zip(edges, edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            rows.append((confidence[inside].mean(), (best == labels)[inside].mean(), inside.sum()))
        else:
            rows.append((float("nan"), float("nan"), 0))
    return tuple(np.array(rows).T)
