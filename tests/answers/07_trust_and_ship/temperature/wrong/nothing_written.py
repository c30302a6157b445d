def temperature(validation_scores, validation_labels, test_scores, test_labels):
    raise NotImplementedError
