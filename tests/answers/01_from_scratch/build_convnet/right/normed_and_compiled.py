import keras


def build_convnet(n_species, size):
    inputs = keras.Input((None, None, 3))
    x = keras.layers.Rescaling(1 / 255)(inputs)
    for filters in (8, 16, 32):
        x = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        x = keras.layers.BatchNormalization()(x)
        x = keras.layers.LeakyReLU()(x)
        x = keras.layers.MaxPooling2D(padding="same")(x)
    x = keras.layers.Dropout(0.3)(keras.layers.GlobalMaxPooling2D()(x))
    model = keras.Model(inputs, keras.layers.Softmax()(keras.layers.Dense(n_species)(x)))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
