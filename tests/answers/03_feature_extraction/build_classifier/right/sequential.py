import keras


def build_classifier(base, n_species):
    base.trainable = False
    return keras.Sequential(
        [
            keras.Input(base.input_shape[1:]),
            keras.layers.Rescaling(1 / 127.5, offset=-1),
            base,
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(n_species),
            keras.layers.Softmax(),
        ]
    )
