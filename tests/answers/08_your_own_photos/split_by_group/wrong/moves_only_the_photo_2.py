import numpy as np


def split_by_group(groups, twins, seed):
    names = np.array([name or f"photo {i}" for i, name in enumerate(groups)])
    every = np.random.default_rng(seed).permutation(np.unique(names))
    cut = np.split(every, [int(0.6 * len(every)), int(0.8 * len(every))])
    side = np.select([np.isin(names, part) for part in cut], [0, 1, 2])
    for _ in range(5):
        for i, j in twins:
            side[i] = side[j] = min(side[i], side[j])
    return [np.flatnonzero(side == k) for k in range(3)]
