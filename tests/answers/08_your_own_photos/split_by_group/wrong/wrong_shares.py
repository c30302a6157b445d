import numpy as np


def split_by_group(groups, twins, seed):
    names = [name or f"photo {i}" for i, name in enumerate(groups)]
    for i, j in twins:
        old, new = names[j], names[i]
        names = [new if name == old else name for name in names]
    names = np.array(names)
    every = np.random.default_rng(seed).permutation(np.unique(names))
    cut = np.split(every, [int(0.2 * len(every)), int(0.4 * len(every))])
    return [np.flatnonzero(np.isin(names, part)) for part in cut]
