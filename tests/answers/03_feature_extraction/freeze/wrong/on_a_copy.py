import keras


def freeze(classifier, base):
    base = keras.models.clone_model(base)
    base.trainable = False
