import keras


def build_classifier(base, n_species):
    base.trainable = False
    x = keras.layers.GlobalAveragePooling2D()(base.output)
    return keras.Model(base.input, keras.layers.Dense(n_species, activation="softmax")(x))
