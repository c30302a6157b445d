import keras


FLIP = keras.layers.RandomFlip("horizontal")


def augment(images, labels, rng, training):
    return FLIP(images, training=training), labels
