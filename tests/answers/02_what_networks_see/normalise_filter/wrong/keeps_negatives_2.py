import numpy as np


def normalise_filter(filters):
    return filters / np.abs(filters).max()
