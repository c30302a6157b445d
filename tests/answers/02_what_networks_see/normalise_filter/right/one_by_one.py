import numpy as np


def normalise_filter(filters):
    shown = np.zeros(filters.shape)
    for i in range(filters.shape[-1]):
        one = filters[..., i] - filters[..., i].min()
        if one.max() > 0:
            one = one / one.max()
        shown[..., i] = one
    return shown
