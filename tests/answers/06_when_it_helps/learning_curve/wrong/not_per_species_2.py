import numpy as np


def learning_curve(labels, is_test, sizes, seeds, measure):
    test, pool = np.flatnonzero(is_test), np.flatnonzero(~is_test)
    orders = [np.random.default_rng(seed).permutation(pool) for seed in seeds]
    return [[measure(order[:k], test) for k in sizes] for order in orders]
