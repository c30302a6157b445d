import keras


def build_classifier(base, n_species):
    inputs = keras.Input(base.input_shape[1:])
    x = base((inputs - 127.5) / 127.5)
    x = keras.ops.mean(keras.layers.Reshape((-1, base.output_shape[-1]))(x), axis=1)
    model = keras.Model(inputs, keras.layers.Dense(n_species, use_bias=False, activation="softmax")(x))
    base.trainable = False
    return model
