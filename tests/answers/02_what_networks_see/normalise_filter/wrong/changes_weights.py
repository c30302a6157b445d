import numpy as np


def normalise_filter(filters):
    filters -= filters.min(axis=(0, 1, 2))
    filters /= np.maximum(filters.max(axis=(0, 1, 2)), 1e-9)
    return filters
