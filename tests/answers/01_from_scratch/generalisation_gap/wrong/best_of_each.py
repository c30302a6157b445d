def generalisation_gap(history):
    return max(history["accuracy"]) - max(history["val_accuracy"])
