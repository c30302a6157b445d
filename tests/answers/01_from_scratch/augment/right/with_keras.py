import keras


def augment(images, labels, rng, training):
    if training:
        coins = keras.random.uniform((len(images), 1, 1, 1)) < 0.5
        images = keras.ops.where(coins, keras.ops.flip(images, axis=2), images)
    return images, labels
