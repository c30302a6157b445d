import numpy as np


def grouped_split(labels, nights, fraction, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    n_test = round(fraction * len(labels))
    return order[n_test:], order[:n_test]
