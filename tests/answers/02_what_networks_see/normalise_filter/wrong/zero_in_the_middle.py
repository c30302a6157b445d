import numpy as np


def normalise_filter(filters):
    size = np.abs(filters).max(axis=(0, 1, 2))
    return 0.5 + 0.5 * filters / size
