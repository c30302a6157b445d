import keras


def build_convnet(n_species, size):
    model = keras.Sequential([keras.layers.BatchNormalization()])
    for filters in (8, 16):
        model.add(keras.layers.Conv2D(filters, 3, padding="same"))
        model.add(keras.layers.BatchNormalization())
        model.add(keras.layers.Activation("relu"))
    model.add(keras.layers.GlobalAveragePooling2D())
    model.add(keras.layers.Dense(n_species))
    model.add(keras.layers.Softmax())
    return model
