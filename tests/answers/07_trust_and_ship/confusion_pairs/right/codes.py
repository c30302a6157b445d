import numpy as np


def confusion_pairs(labels, predicted, n_species):
    wrong = labels != predicted
    low, high = np.minimum(labels, predicted)[wrong], np.maximum(labels, predicted)[wrong]
    codes, counts = np.unique(low * n_species + high, return_counts=True)
    order = np.argsort(counts)[::-1]
    return np.stack([codes // n_species, codes % n_species, counts], axis=1)[order]
