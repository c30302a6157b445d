import numpy as np


def grouped_split(labels, nights, fraction, seed):
    nights = np.array(nights)
    every = np.random.default_rng(seed).permutation(np.unique(nights))
    is_train = np.isin(nights, every[: round(fraction * len(every))])
    return np.flatnonzero(is_train), np.flatnonzero(~is_train)
