import numpy as np


def cache_features(base, pixels, labels):
    np.random.shuffle(pixels)
    return base.predict(pixels, verbose=0).mean(axis=(1, 2)), labels
