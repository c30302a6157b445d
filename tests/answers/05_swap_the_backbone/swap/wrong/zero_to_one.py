import keras


class InInferenceMode(keras.layers.Layer):
    def __init__(self, base):
        super().__init__()
        self.base = base

    def call(self, pixels):
        return self.base(pixels, training=False)


def swap(name, base, size, n_species):
    base.trainable = False
    inputs = keras.Input((None, None, 3))
    x = keras.layers.Resizing(size, size)(inputs)
    x = keras.layers.Rescaling(1 / 255)(x)
    x = InInferenceMode(base)(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    outputs = keras.layers.Dense(n_species, activation="softmax")(x)
    return keras.Model(inputs, outputs)
