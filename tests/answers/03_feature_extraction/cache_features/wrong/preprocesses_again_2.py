def cache_features(base, pixels, labels):
    return base.predict(pixels / 255, verbose=0).mean(axis=(1, 2)), labels
