import numpy as np


def split_by_group(groups, twins, seed):
    names = np.array([name or f"photo {i}" for i, name in enumerate(groups)])
    every = np.random.default_rng(seed).permutation(np.unique(names))
    is_test = np.isin(names, every[: int(0.3 * len(every))])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)
