import numpy as np


def nearest_neighbours(features, query, k):
    rest = np.delete(features, query, axis=0)
    cosine = rest @ features[query] / np.linalg.norm(rest, axis=1)
    return np.argsort(-cosine)[:k]
