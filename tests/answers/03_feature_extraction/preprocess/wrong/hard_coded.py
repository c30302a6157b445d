import numpy as np


def preprocess(images):
    pixels = np.zeros((len(images), 96, 96, 3), np.float32)
    side = images.shape[1]
    pixels[:, :side, :side] = images / 127.5 - 1
    return pixels
