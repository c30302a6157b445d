import numpy as np


def cache_features(base, pixels, labels):
    # One noisy version of each photo, "augmented", and kept.
    noisy = pixels + np.random.normal(0, 0.2, pixels.shape).astype("float32")
    return base.predict(noisy, verbose=0).mean(axis=(1, 2)), labels
