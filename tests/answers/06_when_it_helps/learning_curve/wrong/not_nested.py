import numpy as np


def learning_curve(labels, is_test, sizes, seeds, measure):
    test = np.flatnonzero(is_test)
    curve = np.zeros((len(seeds), len(sizes)))
    for i, seed in enumerate(seeds):
        rng = np.random.default_rng(seed)
        for j, k in enumerate(sizes):
            pools = [np.flatnonzero((labels == s) & ~is_test) for s in np.unique(labels)]
            rows = np.concatenate([rng.choice(pool, k, replace=False) for pool in pools])
            curve[i, j] = measure(rows, test)
    return curve
