import numpy as np


def photos_per_species(labels, is_test, n_species):
    counts = np.bincount(labels[~is_test], minlength=n_species)
    return counts / counts.sum()
