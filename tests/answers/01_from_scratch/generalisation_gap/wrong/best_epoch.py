import numpy as np


def generalisation_gap(history):
    best = int(np.argmax(history["val_accuracy"]))
    return history["accuracy"][best] - history["val_accuracy"][best]
