def learning_curve(labels, is_test, sizes, seeds, measure):
    raise NotImplementedError
