def generalisation_gap(history):
    return history["loss"][-1] - history["val_loss"][-1]
