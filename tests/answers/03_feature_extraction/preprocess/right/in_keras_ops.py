import keras


def preprocess(images):
    return (keras.ops.cast(images, "float32") - 127.5) / 127.5
