import numpy as np


def split_by_group(groups, twins, seed):
    n = len(groups)
    together = np.eye(n, dtype=bool)
    for i in range(n):
        for j in range(n):
            if groups[i] and groups[i] == groups[j]:
                together[i, j] = True
    for i, j in twins:
        together[i, j] = together[j, i] = True
    rng = np.random.default_rng(seed)
    side = np.full(n, -1)
    for i in rng.permutation(n):
        if side[i] >= 0:
            continue
        reached = together[i]
        while True:
            more = together[reached].any(axis=0)
            if (more == reached).all():
                break
            reached = more
        counts = [np.sum(side == k) / share for k, share in enumerate((0.6, 0.2, 0.2))]
        side[reached] = int(np.argmin(counts))
    return side == 0, side == 1, side == 2
