def shuffled_labels(train_labels, test_labels, rng):
    raise NotImplementedError
