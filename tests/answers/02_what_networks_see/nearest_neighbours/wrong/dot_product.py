import numpy as np


def nearest_neighbours(features, query, k):
    likeness = features @ features[query]
    likeness[query] = -np.inf
    return np.argsort(-likeness)[:k]
