import numpy as np


def learning_curve(labels, is_test, sizes, seeds, measure):
    test = np.flatnonzero(is_test)
    pools = [np.flatnonzero((labels == s) & ~is_test) for s in np.unique(labels)]
    return [[measure(np.concatenate([pool[:k] for pool in pools]), test) for k in sizes] for _ in seeds]
