def generalisation_gap(history):
    print(history["accuracy"][-1] - history["val_accuracy"][-1])
