import numpy as np


def split_by_group(groups, twins, seed):
    rng = np.random.default_rng(seed)
    names = np.array([name or f"photo {i}" for i, name in enumerate(groups)])
    every = rng.permutation(np.unique(names))
    rest = every[: int(0.8 * len(every))]
    validation = rng.choice(rest, len(rest) // 4, replace=False)
    return [np.flatnonzero(np.isin(names, part)) for part in (rest, validation, every[int(0.8 * len(every)) :])]
