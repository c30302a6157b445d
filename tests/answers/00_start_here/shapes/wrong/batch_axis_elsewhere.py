import numpy as np


def shapes(photos):
    return np.stack(photos, axis=-1)
