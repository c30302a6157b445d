import keras


def build_convnet(n_species, size):
    inputs = keras.Input(shape=(size, size, 3), dtype="uint8")
    x = keras.ops.cast(inputs, "float32") / 127.5 - 1
    x = keras.ops.relu(keras.layers.Conv2D(16, 3, strides=2)(x))
    x = keras.ops.relu(keras.layers.SeparableConv2D(16, 3, strides=2)(x))
    x = keras.layers.Dropout(0.2)(x)
    x = keras.layers.Flatten()(x)
    return keras.Model(inputs, keras.ops.softmax(keras.layers.Dense(n_species)(x)))
