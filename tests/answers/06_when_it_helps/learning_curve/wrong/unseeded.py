import numpy as np


def learning_curve(labels, is_test, sizes, seeds, measure):
    test = np.flatnonzero(is_test)
    curve = np.zeros((len(seeds), len(sizes)))
    for i in range(len(seeds)):
        rng = np.random.default_rng()
        pools = [rng.permutation(np.flatnonzero((labels == s) & ~is_test)) for s in np.unique(labels)]
        for j, k in enumerate(sizes):
            curve[i, j] = measure(np.concatenate([pool[:k] for pool in pools]), test)
    return curve
