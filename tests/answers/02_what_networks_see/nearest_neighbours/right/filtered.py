import numpy as np


def nearest_neighbours(features, query, k):
    unit = features / np.linalg.norm(features, axis=1, keepdims=True)
    order = np.argsort(unit @ unit[query])[::-1]
    return [int(i) for i in order if i != query][:k]
