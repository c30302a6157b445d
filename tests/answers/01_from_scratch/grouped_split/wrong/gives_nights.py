import numpy as np


def grouped_split(labels, nights, fraction, seed):
    every = np.random.default_rng(seed).permutation(np.unique(nights))
    n_test = round(fraction * len(every))
    return every[n_test:], every[:n_test]
