import numpy as np


def baseline(train_labels, test_labels):
    return np.mean(test_labels == np.bincount(train_labels).argmax())
