def shuffled_labels(train_labels, test_labels, rng):
    names = rng.permutation(train_labels.max() + 1)
    return names[train_labels], test_labels
