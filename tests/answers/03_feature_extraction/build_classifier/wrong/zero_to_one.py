import keras


def build_classifier(base, n_species):
    base.trainable = False
    return keras.Sequential(
        [
            keras.Input(base.input_shape[1:]),
            keras.layers.Rescaling(1 / 255),
            base,
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(n_species, activation="softmax"),
        ]
    )
