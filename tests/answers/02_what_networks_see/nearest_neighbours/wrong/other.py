import numpy as np


def nearest_neighbours(features, query, k):
    centred = features - features.mean(axis=0)
    unit = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    likeness = unit @ unit[query]
    likeness[query] = -np.inf
    return np.argsort(-likeness)[:k]
