import numpy as np


def grouped_split(labels, nights, fraction, seed):
    species = np.random.default_rng(seed).permutation(np.unique(labels))
    is_test = np.isin(labels, species[: max(1, round(fraction * len(species)))])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)
