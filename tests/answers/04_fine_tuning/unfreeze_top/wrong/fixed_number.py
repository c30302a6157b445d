import keras


def unfreeze_top(base, from_layer):
    base.trainable = True
    for layer in base.layers:
        layer.trainable = False
    for layer in base.layers[-3:]:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
