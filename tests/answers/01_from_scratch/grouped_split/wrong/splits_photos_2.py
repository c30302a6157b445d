import numpy as np


def grouped_split(labels, nights, fraction, seed):
    rng, test = np.random.default_rng(seed), []
    for species in np.unique(labels):
        places = rng.permutation(np.flatnonzero(labels == species))
        test.extend(places[: max(1, round(fraction * len(places)))])
    return np.setdiff1d(np.arange(len(labels)), test), np.array(test)
