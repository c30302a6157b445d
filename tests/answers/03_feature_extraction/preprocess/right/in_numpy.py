import numpy as np


def preprocess(images):
    return np.asarray(images, np.float32) / 127.5 - 1
