def generalisation_gap(history):
    for train, test in zip(history["accuracy"], history["val_accuracy"]):
        gap = round(train - test, 3)
    return gap
