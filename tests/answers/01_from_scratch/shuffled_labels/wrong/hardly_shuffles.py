import numpy as np


def shuffled_labels(train_labels, test_labels, rng):
    return np.roll(train_labels, 1), test_labels
