import numpy as np


def grouped_split(labels, nights, fraction, seed):
    nights = np.array(nights)
    every = np.random.default_rng(seed).permutation(np.unique(nights))
    n_test = round(fraction * len(every))
    # one photo of each night is enough
    first = [np.flatnonzero(nights == night)[0] for night in every]
    return np.array(first[n_test:]), np.array(first[:n_test])
