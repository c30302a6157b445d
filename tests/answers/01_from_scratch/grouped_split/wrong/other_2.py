import numpy as np


def grouped_split(labels, nights, fraction, seed):
    nights = np.array(nights)
    every = np.random.default_rng(seed).permutation(np.unique(nights))
    is_test = np.isin(nights, every[: round(fraction * len(every))])
    print(np.flatnonzero(~is_test), np.flatnonzero(is_test))
