import numpy as np


def learning_curve(labels, is_test, sizes, seeds, measure):
    test = np.flatnonzero(is_test)
    curve = np.zeros((len(seeds), len(sizes)))
    for i, seed in enumerate(seeds):
        rng = np.random.default_rng(seed)
        shuffled = [rng.permutation(np.flatnonzero((labels == s) & ~is_test)) for s in np.unique(labels)]
        for j, k in enumerate(sizes):
            train = np.concatenate([rows[:k] for rows in shuffled])
            curve[i, j] = measure(train, train)
    return curve
