import numpy as np


def baseline(train_labels, test_labels):
    return 1 / len(np.unique(train_labels))
