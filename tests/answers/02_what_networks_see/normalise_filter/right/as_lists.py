import numpy as np


def normalise_filter(filters):
    shown = np.empty(filters.shape)
    for i, one in enumerate(np.moveaxis(filters, -1, 0)):
        span = np.ptp(one) or 1
        shown[..., i] = (one - one.min()) / span
    return shown.tolist()
