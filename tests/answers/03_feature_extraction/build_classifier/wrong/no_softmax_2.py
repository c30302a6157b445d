import keras


def build_classifier(base, n_species):
    base.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = keras.layers.GlobalAveragePooling2D()(base(x, training=False))
    x = keras.layers.Dense(n_species, activation="relu", bias_initializer="ones")(x)
    return keras.Model(inputs, 3 * x)
