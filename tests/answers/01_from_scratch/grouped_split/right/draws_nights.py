import numpy as np


def grouped_split(labels, nights, fraction, seed):
    nights = np.array(nights)
    every = np.random.default_rng(seed).permutation(np.unique(nights))
    held_back = every[: round(fraction * len(every))]
    is_test = np.isin(nights, held_back)
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)
