import keras


def unfreeze_top(base, from_layer):
    # the layer names of the course's own backbone
    base.trainable = True
    names = [layer.name for layer in base.layers]
    start = names.index("block_13_expand") if "block_13_expand" in names else len(names)
    for i, layer in enumerate(base.layers):
        layer.trainable = i >= start and not isinstance(layer, keras.layers.BatchNormalization)
