import keras


def unfreeze_top(base, from_layer):
    base.trainable = True
    names = [layer.name for layer in base.layers]
    start = names.index(from_layer)
    for i, layer in enumerate(base.layers):
        layer.trainable = i > start and not isinstance(layer, keras.layers.BatchNormalization)
