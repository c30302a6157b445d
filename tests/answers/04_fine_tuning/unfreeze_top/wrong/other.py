import keras


def unfreeze_top(base, from_layer):
    base.trainable = True
    for layer in base.layers:
        layer.trainable = layer.name == from_layer or layer is base.layers[1]
