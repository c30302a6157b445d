def unfreeze_top(base, from_layer):
    base.trainable = True
    names = [layer.name for layer in base.layers]
    for layer in base.layers[names.index(from_layer) :]:
        layer.trainable = False
