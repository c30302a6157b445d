import numpy as np


def shapes(photos):
    return np.zeros((32, 96, 96, 3), np.uint8)
