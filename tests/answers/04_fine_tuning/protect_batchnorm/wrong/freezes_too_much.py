import keras


def protect_batchnorm(base):
    base.trainable = True
    for layer in base.layers:
        if isinstance(layer, keras.layers.BatchNormalization | keras.Model):
            layer.trainable = False
