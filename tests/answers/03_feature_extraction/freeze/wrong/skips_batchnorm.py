import keras


def freeze(classifier, base):
    for layer in base.layers:
        if isinstance(layer, keras.layers.Conv2D):
            layer.trainable = False
