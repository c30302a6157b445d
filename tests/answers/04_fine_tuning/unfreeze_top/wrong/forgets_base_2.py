def unfreeze_top(base, from_layer):
    base.get_layer(from_layer).trainable = True
