import numpy as np


def preprocess(images):
    pixels = images.astype(np.float32)
    return (pixels - pixels.mean(axis=(0, 1, 2))) / pixels.std(axis=(0, 1, 2))
