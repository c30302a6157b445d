import keras


class InInferenceMode(keras.layers.Layer):
    def __init__(self, base):
        super().__init__()
        self.base = base

    def call(self, pixels):
        return self.base(pixels, training=False)


PREPARE = {
    "mobilenet_v2": keras.applications.mobilenet_v2.preprocess_input,
    "resnet50": keras.applications.resnet50.preprocess_input,
    "efficientnet_v2b0": keras.applications.efficientnet_v2.preprocess_input,
    "xception": keras.applications.xception.preprocess_input,
}


def swap(name, base, size, n_species):
    base.trainable = False
    inputs = keras.Input((None, None, 3))
    x = keras.layers.Resizing(24, 24)(inputs)
    x = keras.layers.Resizing(224, 224)(x)
    x = PREPARE[name](x)
    x = InInferenceMode(base)(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    outputs = keras.layers.Dense(n_species, activation="softmax")(x)
    return keras.Model(inputs, outputs)
