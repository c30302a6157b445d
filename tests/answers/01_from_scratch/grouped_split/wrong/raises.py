import numpy as np


def grouped_split(labels, nights, fraction, seed):
    every = np.random.default_rng(seed).permutation(np.unique(nights))
    is_test = nights in every[: round(fraction * len(every))]
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)
