import keras


def unfreeze_top(base, from_layer):
    base.trainable = True
    below = False
    for layer in reversed(base.layers):
        if below or isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
        below = below or layer is base.get_layer(from_layer)
