import numpy as np


def normalise_filter(filters):
    low, high = filters.min(axis=(0, 1, 2)), filters.max(axis=(0, 1, 2))
    return np.moveaxis((filters - low) / np.maximum(high - low, 1e-9), -1, 0)
