import numpy as np


def count_trained(n_features, n_species):
    return np.int64(n_features + 1) * n_species
