import numpy as np


def normalise_filter(filters):
    low = filters.min(axis=(0, 1, 2))
    range_ = filters.max(axis=(0, 1, 2)) - low
    return (filters - low) / np.where(range_ == 0, 1, range_)
