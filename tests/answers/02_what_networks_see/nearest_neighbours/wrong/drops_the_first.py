import numpy as np


def nearest_neighbours(features, query, k):
    unit = features / np.linalg.norm(features, axis=1, keepdims=True)
    return np.argsort(-(unit @ unit[query]))[1 : k + 1]
