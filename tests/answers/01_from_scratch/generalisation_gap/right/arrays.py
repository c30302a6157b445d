import numpy as np


def generalisation_gap(history):
    gaps = np.array(history["accuracy"]) - np.array(history["val_accuracy"])
    return gaps[-1]
