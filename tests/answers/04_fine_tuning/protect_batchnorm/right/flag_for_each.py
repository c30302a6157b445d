import keras


def protect_batchnorm(base):
    def visit(layer):
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
        for inner in getattr(layer, "layers", ()):
            visit(inner)

    visit(base)
