def unfreeze_top(base, from_layer):
    start = base.layers.index(base.get_layer(from_layer))
    base.trainable = True
    flags = [i >= start and not hasattr(layer, "moving_mean") for i, layer in enumerate(base.layers)]
    for layer, flag in zip(base.layers, flags):
        layer.trainable = flag
