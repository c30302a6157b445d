import numpy as np


def cache_features(base, pixels, labels):
    base.trainable = False
    return np.asarray(base(pixels, training=True)).mean(axis=(1, 2)), labels
