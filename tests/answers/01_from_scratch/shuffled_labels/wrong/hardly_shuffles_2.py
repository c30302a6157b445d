def shuffled_labels(train_labels, test_labels, rng):
    rng.permutation(train_labels)
    return train_labels, test_labels
