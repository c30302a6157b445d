import keras


def build_convnet(n_species, size):
    layers = keras.layers
    inputs = layers.Input((size, size, 3))
    x = layers.Conv2D(16, 3, padding="same", activation="swish")(inputs / 255)
    y = layers.ReLU()(layers.Conv2D(16, 3, padding="same")(x))
    x = layers.ReLU()(layers.Add()([x, layers.Conv2D(16, 3, padding="same")(y)]))
    x = layers.AveragePooling2D(4)(x)
    x = layers.Flatten()(x)
    return keras.Model(inputs, layers.Dense(n_species, "softmax")(x))
