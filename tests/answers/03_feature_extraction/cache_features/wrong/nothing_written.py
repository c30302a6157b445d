def cache_features(base, pixels, labels):
    raise NotImplementedError
