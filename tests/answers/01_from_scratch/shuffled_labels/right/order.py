def shuffled_labels(train_labels, test_labels, rng):
    order = rng.permutation(len(train_labels))
    return train_labels[order], test_labels.copy()
