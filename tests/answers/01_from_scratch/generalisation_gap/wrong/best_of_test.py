def generalisation_gap(history):
    return history["accuracy"][-1] - max(history["val_accuracy"])
