import numpy as np


def generalisation_gap(history):
    train, test = history.pop("accuracy"), history.pop("val_accuracy")
    return np.float32(train.pop()) - np.float32(test.pop())
