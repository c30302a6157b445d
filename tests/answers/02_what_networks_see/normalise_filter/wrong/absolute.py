import numpy as np


def normalise_filter(filters):
    size = np.abs(filters)
    return size / size.max(axis=(0, 1, 2))
