def generalisation_gap(history):
    return [train - test for train, test in zip(history["accuracy"], history["val_accuracy"])]
