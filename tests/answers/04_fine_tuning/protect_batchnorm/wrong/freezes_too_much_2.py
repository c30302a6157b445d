def protect_batchnorm(base):
    base.trainable = True
    for layer in base.layers[:-1]:
        layer.trainable = False
