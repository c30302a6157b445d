import numpy as np


def learning_curve(labels, is_test, sizes, seeds, measure):
    test, curve = np.flatnonzero(is_test), []
    rng = np.random.default_rng(seeds[0])
    for _ in seeds:
        pools = [rng.permutation(np.flatnonzero((labels == s) & ~is_test)) for s in np.unique(labels)]
        curve.append([measure(np.concatenate([pool[:k] for pool in pools]), test) for k in sizes])
    return curve
