import numpy as np


def confusion_pairs(labels, predicted, n_species):
    table = np.zeros((n_species, n_species), int)
    table[labels, predicted] += 1
    both = np.maximum(table, table.T)
    return [(a, b, both[a, b]) for a, b in np.argwhere(np.triu(both, k=1))]
