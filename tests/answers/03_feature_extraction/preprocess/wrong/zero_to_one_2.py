import keras


def preprocess(images):
    return keras.layers.Rescaling(1 / 255)(images)
