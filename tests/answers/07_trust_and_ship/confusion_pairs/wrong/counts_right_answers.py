import numpy as np


def confusion_pairs(labels, predicted, n_species):
    table = np.zeros((n_species, n_species), int)
    np.add.at(table, (labels, predicted), 1)
    both = np.triu(table + table.T)
    return sorted(((a, b, both[a, b]) for a, b in np.argwhere(both)), key=lambda pair: -pair[2])
