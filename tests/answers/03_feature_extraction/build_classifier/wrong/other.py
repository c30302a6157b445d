import keras


def build_classifier(base, n_species):
    base.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    return keras.Model(inputs, keras.layers.Dense(n_species, activation="softmax")(base(x, training=False)))
