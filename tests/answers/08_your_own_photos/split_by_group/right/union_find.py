import numpy as np


def split_by_group(groups, twins, seed):
    parent = list(range(len(groups)))

    def root(i):
        while parent[i] != i:
            i = parent[i]
        return i

    first = {}
    for i, name in enumerate(groups):
        if name:
            parent[root(i)] = root(first.setdefault(name, i))
    for i, j in twins:
        parent[root(i)] = root(j)
    roots = np.array([root(i) for i in range(len(groups))])
    bundles = np.random.default_rng(seed).permutation(np.unique(roots))
    sizes = np.cumsum([np.sum(roots == bundle) for bundle in bundles]) / len(groups)
    parts = bundles[sizes <= 0.6], bundles[(sizes > 0.6) & (sizes <= 0.8)], bundles[sizes > 0.8]
    return tuple(np.flatnonzero(np.isin(roots, part)) for part in parts)
