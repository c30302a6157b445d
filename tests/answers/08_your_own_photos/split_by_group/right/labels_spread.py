import numpy as np


def split_by_group(groups, twins, seed):
    bundle = {i: (name or i) for i, name in enumerate(groups)}
    changed = True
    while changed:
        changed = False
        for i, j in twins:
            if bundle[i] != bundle[j]:
                low, high = sorted((str(bundle[i]), str(bundle[j])))
                for k in bundle:
                    if str(bundle[k]) == high:
                        bundle[k] = low
                changed = True
    names = np.array([str(bundle[i]) for i in range(len(groups))])
    every = np.random.default_rng(seed).permutation(sorted(set(names)))
    cut = np.split(every, [int(0.6 * len(every)), int(0.8 * len(every))])
    return [np.where(np.isin(names, part))[0] for part in cut]
