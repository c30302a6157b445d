def shuffled_labels(train_labels, test_labels, rng):
    return test_labels, rng.permutation(train_labels)
