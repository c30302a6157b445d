import numpy as np


def normalise_filter(filters):
    return np.clip(filters, 0, 1)
