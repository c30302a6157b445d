import numpy as np


def learning_curve(labels, is_test, sizes, seeds, measure):
    test_rows = np.where(is_test)[0]
    results = np.full((len(seeds), len(sizes)), np.nan)
    for j, k in enumerate(sizes):
        for i, seed in enumerate(seeds):
            rng, rows = np.random.default_rng(seed), []
            for species in range(labels.max() + 1):
                order = rng.permutation(np.where((labels == species) & np.logical_not(is_test))[0])
                rows.extend(order[:k].tolist())
            results[i, j] = measure(rows, test_rows)
    return results
