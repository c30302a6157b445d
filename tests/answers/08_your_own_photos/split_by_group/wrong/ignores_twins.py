import numpy as np


def split_by_group(groups, twins, seed):
    names = np.array([name or f"photo {i}" for i, name in enumerate(groups)])
    every = np.random.default_rng(seed).permutation(np.unique(names))
    cut = np.split(every, [int(0.6 * len(every)), int(0.8 * len(every))])
    return [np.flatnonzero(np.isin(names, part)) for part in cut]
