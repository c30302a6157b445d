import numpy as np


def shuffled_labels(train_labels, test_labels, rng):
    shuffled = train_labels.copy()
    for species in np.unique(train_labels):
        shuffled[train_labels == species] = rng.permutation(train_labels[train_labels == species])
    return shuffled, test_labels
