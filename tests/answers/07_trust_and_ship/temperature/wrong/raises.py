def temperature(validation_scores, validation_labels, test_scores, test_labels):
    return min(validation_scores / validation_labels), 0
