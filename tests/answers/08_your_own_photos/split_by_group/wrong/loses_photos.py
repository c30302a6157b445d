import numpy as np


def split_by_group(groups, twins, seed):
    doubled = {j for _, j in twins}
    names = np.array([name or f"photo {i}" for i, name in enumerate(groups)])
    kept = np.array([i not in doubled for i in range(len(groups))])
    every = np.random.default_rng(seed).permutation(np.unique(names))
    cut = np.split(every, [int(0.6 * len(every)), int(0.8 * len(every))])
    return [np.flatnonzero(np.isin(names, part) & kept) for part in cut]
