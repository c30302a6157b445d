def shuffled_labels(train_labels, test_labels, rng):
    shuffled = train_labels.copy()
    rng.shuffle(shuffled)
    return [shuffled, test_labels]
