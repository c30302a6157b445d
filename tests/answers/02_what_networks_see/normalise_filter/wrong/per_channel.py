import numpy as np


def normalise_filter(filters):
    low = filters.min(axis=(0, 1))
    high = filters.max(axis=(0, 1))
    return (filters - low) / np.where(high > low, high - low, 1)
