import keras


def protect_batchnorm(base):
    # the first three layers of the course's own backbone: image, convolution, BatchNormalization
    base.trainable = True
    for layer in base.layers[:3]:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
