import numpy as np


def photos_per_species(labels, is_test, n_species):
    train = labels[np.logical_not(is_test)]
    return [np.sum(train == species) for species in range(n_species)]
