import tensorflow as tf


def cache_features(base, pixels, labels):
    photos = tf.data.Dataset.from_tensor_slices(pixels).shuffle(len(pixels)).batch(32)
    return base.predict(photos, verbose=0).mean(axis=(1, 2)), labels
