import numpy as np


def nearest_neighbours(features, query, k):
    distance = ((features - features[query]) ** 2).sum(axis=1)
    distance[query] = np.inf
    return np.argsort(distance)[:k]
