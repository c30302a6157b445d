import numpy as np


def learning_curve(labels, is_test, sizes, seeds, measure):
    test, curve = np.flatnonzero(is_test), []
    for seed in seeds:
        row = []
        for k in sizes:
            rng = np.random.default_rng(1000 * seed + k)
            pools = [rng.permutation(np.flatnonzero((labels == s) & ~is_test)) for s in np.unique(labels)]
            row.append(measure(np.concatenate([pool[:k] for pool in pools]), test))
        curve.append(row)
    return curve
