import keras


def build_convnet(n_species, size):
    model = keras.Sequential()
    model.add(keras.Input((size, size, 3)))
    model.add(keras.layers.Rescaling(1 / 255))
    model.add(keras.layers.Conv2D(8, 3, activation="relu"))
    model.add(keras.layers.Conv2D(16, 3, activation="relu"))
    model.add(keras.layers.GlobalAveragePooling2D())
    model.add(keras.layers.Dense(n_species, activation="softmax"))
