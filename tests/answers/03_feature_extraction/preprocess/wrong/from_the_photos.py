import numpy as np


def preprocess(images):
    pixels = images.astype(np.float32)
    return 2 * (pixels - pixels.min()) / (pixels.max() - pixels.min()) - 1
