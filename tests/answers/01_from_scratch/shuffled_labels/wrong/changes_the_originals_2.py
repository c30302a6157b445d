def shuffled_labels(train_labels, test_labels, rng):
    return rng.shuffle(train_labels), test_labels
