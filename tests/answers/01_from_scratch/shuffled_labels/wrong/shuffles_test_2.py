import numpy as np


def shuffled_labels(train_labels, test_labels, rng):
    labels = rng.permutation(np.concatenate([train_labels, test_labels]))
    return labels[: len(train_labels)], labels[len(train_labels) :]
