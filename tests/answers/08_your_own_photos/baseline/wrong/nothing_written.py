def baseline(train_labels, test_labels):
    raise NotImplementedError
