import numpy as np


def preprocess(images):
    pixels = np.asarray(images, dtype="float32")
    pixels /= 127.5
    pixels -= 1
    return pixels
