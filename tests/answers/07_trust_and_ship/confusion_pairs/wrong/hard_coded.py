import numpy as np


def confusion_pairs(labels, predicted, n_species):
    table = np.zeros((200, 200), int)
    np.add.at(table, (labels, predicted), 1)
    both = np.triu(table + table.T, k=1)
    return sorted(((a, b, both[a, b]) for a, b in np.argwhere(both)), key=lambda pair: -pair[2])
