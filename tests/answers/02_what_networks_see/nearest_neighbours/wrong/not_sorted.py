import numpy as np


def nearest_neighbours(features, query, k):
    unit = features / np.linalg.norm(features, axis=1, keepdims=True)
    likeness = unit @ unit[query]
    likeness[query] = -np.inf
    return np.argsort(likeness)[-k:]
