import numpy as np


def confusion_pairs(labels, predicted, n_species):
    table = np.zeros((n_species, n_species), int)
    np.add.at(table, (labels, predicted), 1)
    upper = np.triu(table, k=1)
    return sorted(((a, b, upper[a, b]) for a, b in np.argwhere(upper)), key=lambda pair: -pair[2])
