def shuffled_labels(train_labels, test_labels, rng):
    return rng.choice(train_labels, len(train_labels)), test_labels
