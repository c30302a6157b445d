import numpy as np


def normalise_filter(filters):
    shown = np.zeros(filters.shape)
    for i in range(16):
        one = filters[..., i]
        shown[..., i] = (one - one.min()) / (np.ptp(one) or 1)
    return shown
