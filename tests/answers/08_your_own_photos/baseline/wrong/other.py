import numpy as np


def baseline(train_labels, test_labels):
    commonest = np.bincount(train_labels).argmax()
    return test_labels == commonest
