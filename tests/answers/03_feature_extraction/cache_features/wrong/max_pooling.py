def cache_features(base, pixels, labels):
    return base.predict(pixels, verbose=0).max(axis=(1, 2)), labels
