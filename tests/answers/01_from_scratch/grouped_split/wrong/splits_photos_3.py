import numpy as np


def grouped_split(labels, nights, fraction, seed):
    # sorted by night, then cut: the cut goes through the middle of a night
    order = np.argsort(nights)
    cut = round((1 - fraction) * len(labels))
    while nights[order[cut - 1]] != nights[order[cut]]:
        cut += 1
    return order[:cut], order[cut:]
