def shuffled_labels(train_labels, test_labels, rng):
    return rng.permutation(train_labels), rng.permutation(test_labels)
