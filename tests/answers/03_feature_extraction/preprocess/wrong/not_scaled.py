import numpy as np


def preprocess(images):
    return np.array(images, np.float32)
