import keras


def unfreeze_top(base, from_layer):
    top = keras.models.clone_model(base)
    top.trainable = True
