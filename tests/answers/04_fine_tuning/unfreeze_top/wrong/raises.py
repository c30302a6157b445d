def unfreeze_top(base, from_layer):
    base.trainable = True
    for layer in base.layers[:from_layer]:
        layer.trainable = False
