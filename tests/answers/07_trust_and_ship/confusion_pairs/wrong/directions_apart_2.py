from sklearn.metrics import confusion_matrix
import numpy as np


def confusion_pairs(labels, predicted, n_species):
    table = confusion_matrix(labels, predicted, labels=range(n_species))
    np.fill_diagonal(table, 0)
    return sorted([(a, b, table[a, b]) for a, b in np.argwhere(table > 0)], key=lambda pair: pair[2], reverse=True)
