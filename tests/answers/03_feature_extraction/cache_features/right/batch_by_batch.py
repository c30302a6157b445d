import numpy as np


def cache_features(base, pixels, labels):
    pooled = []
    for start in range(0, len(pixels), 16):
        maps = np.asarray(base(pixels[start : start + 16], training=False))
        pooled.append(maps.mean(axis=(1, 2)))
    return np.concatenate(pooled), np.asarray(labels)
