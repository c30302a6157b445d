import numpy as np


def shuffled_labels(train_labels, test_labels, rng):
    return train_labels[np.argsort(rng.random(len(train_labels)))], test_labels
