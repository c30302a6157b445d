def generalisation_gap(history):
    return abs(history["accuracy"][-1] - history["val_accuracy"][-1])
