import numpy as np


def split_by_group(groups, twins, seed):
    original = [name or f"photo {i}" for i, name in enumerate(groups)]
    joined = {original[j]: original[i] for i, j in twins}
    names = np.array([joined.get(name, name) for name in original])
    every = np.random.default_rng(seed).permutation(np.unique(names))
    cut = np.split(every, [int(0.6 * len(every)), int(0.8 * len(every))])
    return [np.flatnonzero(np.isin(names, part)) for part in cut]
