import numpy as np


def learning_curve(labels, is_test, sizes, seeds, measure):
    test, pool = np.flatnonzero(is_test), np.flatnonzero(~is_test)
    n_species = len(np.unique(labels))
    curve = np.zeros((len(seeds), len(sizes)))
    for i, seed in enumerate(seeds):
        order = np.random.default_rng(seed).permutation(pool)
        for j, k in enumerate(sizes):
            curve[i, j] = measure(order[: k * n_species], test)
    return curve
