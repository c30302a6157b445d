import numpy as np


def photos_per_species(labels, is_test, n_species):
    return (np.eye(n_species)[labels] * (1 - is_test.astype(float))[:, None]).sum(axis=0)
