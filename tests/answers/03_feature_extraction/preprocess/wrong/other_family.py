import keras


def preprocess(images):
    return keras.applications.resnet50.preprocess_input(images.astype("float32"))
