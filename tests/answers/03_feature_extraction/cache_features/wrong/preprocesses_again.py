import keras


def cache_features(base, pixels, labels):
    pixels = keras.applications.mobilenet_v2.preprocess_input(pixels)
    return base.predict(pixels, verbose=0).mean(axis=(1, 2)), labels
