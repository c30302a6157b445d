import numpy as np


def confusion_pairs(labels, predicted, n_species):
    table = np.zeros((n_species, n_species), int)
    np.add.at(table, (labels, predicted), 1)
    both = table + table.T
    pairs = [(a, b, both[a, b]) for a in range(n_species) for b in range(a + 1, n_species)]
    return sorted(pairs, key=lambda pair: -pair[2])
