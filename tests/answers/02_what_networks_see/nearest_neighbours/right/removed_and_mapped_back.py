import numpy as np


def nearest_neighbours(features, query, k):
    others = np.delete(np.arange(len(features)), query)
    rest = features[others]
    cosine = rest @ features[query] / np.linalg.norm(rest, axis=1)
    return others[np.argsort(-cosine)[:k]]
