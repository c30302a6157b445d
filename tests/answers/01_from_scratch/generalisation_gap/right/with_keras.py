import keras


def generalisation_gap(history):
    return keras.ops.subtract(history["accuracy"], history["val_accuracy"])[-1]
