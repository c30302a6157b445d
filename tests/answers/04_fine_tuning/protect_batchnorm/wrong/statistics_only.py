import keras


def protect_batchnorm(base):
    base.trainable = True
    for layer in base._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 1.0
