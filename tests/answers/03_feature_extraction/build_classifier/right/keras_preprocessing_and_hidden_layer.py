import keras


def build_classifier(base, n_species):
    for layer in base.layers:
        layer.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    x = base(keras.applications.mobilenet_v2.preprocess_input(inputs))
    x = keras.layers.AveragePooling2D(base.output_shape[1:3])(x)
    x = keras.layers.BatchNormalization()(keras.layers.Flatten()(x))
    x = keras.layers.Dense(32, activation="relu")(x)
    return keras.Model(inputs, keras.layers.Dense(n_species, activation="softmax")(x))
