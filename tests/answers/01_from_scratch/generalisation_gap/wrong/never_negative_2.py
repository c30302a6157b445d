def generalisation_gap(history):
    return max(0, history["accuracy"][-1] - history["val_accuracy"][-1])
