import keras


def augment(images, labels, rng, training):
    return keras.layers.RandomFlip("vertical")(images, training=training), labels
