import numpy as np


def split_by_group(groups, twins, seed):
    order = np.random.default_rng(seed).permutation(len(groups))
    return np.split(order, [int(0.6 * len(order)), int(0.8 * len(order))])
