import numpy as np


def normalise_filter(filters):
    shown = np.empty_like(filters)
    for i, one in enumerate(filters):
        shown[i] = (one - one.min()) / (one.max() - one.min())
    return shown
