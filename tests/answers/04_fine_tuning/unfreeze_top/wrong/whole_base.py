def unfreeze_top(base, from_layer):
    base.trainable = True
