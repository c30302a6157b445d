import numpy as np


def generalisation_gap(history):
    return np.mean(history["accuracy"]) - np.mean(history["val_accuracy"])
