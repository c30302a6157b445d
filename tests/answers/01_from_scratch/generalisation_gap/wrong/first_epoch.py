def generalisation_gap(history):
    return history["accuracy"][0] - history["val_accuracy"][0]
