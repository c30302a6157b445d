import numpy as np


def split_by_group(groups, twins, seed):
    names = [name or f"photo {i}" for i, name in enumerate(groups)]
    for i, j in twins:
        names[j] = names[i]
    names = np.array(names)
    every = np.random.default_rng(seed).permutation(np.unique(names))
    cut = np.split(every, [int(0.6 * len(every)), int(0.8 * len(every))])
    return [np.flatnonzero(np.isin(names, part)) for part in cut]
