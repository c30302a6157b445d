import keras


def build_convnet(n_species, size):
    return keras.Sequential(
        [
            keras.Input((size, size, 3)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Conv2D(8, 3, padding="same"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(16, 3, padding="same"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(n_species, activation="softmax"),
        ]
    )
