import numpy as np


def cache_features(base, pixels, labels):
    features = np.zeros((1400, base.output_shape[-1]))
    features[: len(pixels)] = base.predict(pixels, verbose=0).mean(axis=(1, 2))
    return features, labels
