import random


def shuffled_labels(train_labels, test_labels, rng):
    labels = [int(label) for label in train_labels]
    random.Random(int(rng.integers(10**6))).shuffle(labels)
    return labels, list(test_labels)
