import numpy as np


def cache_features(base, pixels, labels):
    pooled = []
    for step in range(len(pixels) // 32):
        pooled.append(np.asarray(base(pixels[step * 32 : (step + 1) * 32])).mean(axis=(1, 2)))
    return np.concatenate(pooled), labels
