import keras


def build_classifier(base, n_species):
    base.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = keras.layers.GlobalAveragePooling2D()(base(x, training=False))
    model = keras.Model(inputs, keras.layers.Dense(n_species, activation="softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy")
