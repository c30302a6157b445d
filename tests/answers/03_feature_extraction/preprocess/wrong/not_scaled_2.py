import keras


def preprocess(images):
    return keras.applications.efficientnet_v2.preprocess_input(images.astype("float32"))
