import numpy as np


def reliability(probabilities, labels, n_bins):
    edges = np.linspace(0, 1, n_bins + 1)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    rows = []
    for low, high in zip(edges, edges[1:]):
        inside = (confidence >= low) & (confidence < high)
        rows.append(
            (confidence[inside].mean(), right[inside].mean(), inside.sum()) if inside.any() else (np.nan, np.nan, 0)
        )
    return tuple(np.array(rows).T)
