import numpy as np


def preprocess(images):
    return [np.interp(image, [0, 255], [-1, 1]).tolist() for image in images]
