import numpy as np


def grouped_split(labels, nights, fraction, seed):
    nights = np.array(nights)
    order = np.random.default_rng(seed).permutation(len(nights))
    n_test = round(fraction * len(nights))
    test, train = order[:n_test], order[n_test:]
    # leave out what would leak
    return train[~np.isin(nights[train], nights[test])], test
