import keras


def unfreeze_top(base, from_layer):
    names = [layer.name for layer in base.layers]
    for layer in base.layers[names.index(from_layer) :]:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
