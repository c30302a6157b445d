def generalisation_gap(history):
    return history["accuracy"][-1] - history["val_accuracy"][0]
