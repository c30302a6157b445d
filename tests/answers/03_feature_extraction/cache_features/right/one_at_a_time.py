import numpy as np


def cache_features(base, pixels, labels):
    rows = [(np.mean(base(pixel[None]), axis=(1, 2))[0], label) for pixel, label in zip(pixels, labels)]
    features, kept = zip(*rows)
    return list(features), list(kept)
