import numpy as np


def preprocess(images):
    return 2 * (np.asarray(images, np.float32) / 256) - 1
