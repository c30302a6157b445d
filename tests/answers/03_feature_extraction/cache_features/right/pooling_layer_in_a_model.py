import keras


def cache_features(base, pixels, labels):
    extractor = keras.Sequential([base, keras.layers.GlobalAveragePooling2D()])
    return [keras.ops.convert_to_tensor(extractor.predict_on_batch(pixels)), labels.tolist()]
