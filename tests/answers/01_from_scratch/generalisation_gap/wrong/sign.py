def generalisation_gap(history):
    return history["val_accuracy"][-1] - history["accuracy"][-1]
