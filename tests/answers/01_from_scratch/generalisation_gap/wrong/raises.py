def generalisation_gap(history):
    return history.history["accuracy"][-1] - history.history["val_accuracy"][-1]
