import keras


def preprocess(images):
    return keras.applications.mobilenet_v2.preprocess_input(images)
