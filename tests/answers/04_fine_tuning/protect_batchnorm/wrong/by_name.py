def protect_batchnorm(base):
    base.trainable = True
    for layer in base._flatten_layers():
        if "bn" in layer.name.lower():
            layer.trainable = False
