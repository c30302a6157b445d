import numpy as np


def baseline(train_labels, test_labels):
    return 100 * np.mean(test_labels == np.bincount(train_labels).argmax())
