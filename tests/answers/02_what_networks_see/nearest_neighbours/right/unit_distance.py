import numpy as np


def nearest_neighbours(features, query, k):
    unit = features / np.linalg.norm(features, axis=1, keepdims=True)
    distance = np.linalg.norm(unit - unit[query], axis=1)
    distance[query] = np.inf
    return np.argsort(distance)[:k]
