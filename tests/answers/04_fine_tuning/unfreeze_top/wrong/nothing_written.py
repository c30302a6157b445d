def unfreeze_top(base, from_layer):
    raise NotImplementedError
