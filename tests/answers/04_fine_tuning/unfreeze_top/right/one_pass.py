import keras


def unfreeze_top(base, from_layer):
    base.trainable = True
    reached = False
    for layer in base.layers:
        reached = reached or layer.name == from_layer
        layer.trainable = reached and type(layer) is not keras.layers.BatchNormalization
    return base
