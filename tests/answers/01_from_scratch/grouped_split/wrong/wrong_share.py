import numpy as np


def grouped_split(labels, nights, fraction, seed):
    nights = np.array(nights)
    night = np.random.default_rng(seed).choice(np.unique(nights))
    return np.flatnonzero(nights != night), np.flatnonzero(nights == night)
