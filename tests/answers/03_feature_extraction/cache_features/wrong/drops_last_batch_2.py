def cache_features(base, pixels, labels):
    return base.predict(pixels[:64], verbose=0).mean(axis=(1, 2)), labels[:64]
