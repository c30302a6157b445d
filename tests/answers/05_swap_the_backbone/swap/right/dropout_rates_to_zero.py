import keras


PREPARE = {
    "mobilenet_v2": keras.applications.mobilenet_v2.preprocess_input,
    "resnet50": keras.applications.resnet50.preprocess_input,
    "efficientnet_v2b0": keras.applications.efficientnet_v2.preprocess_input,
    "xception": keras.applications.xception.preprocess_input,
}


def swap(name, base, size, n_species):
    base.trainable = False
    for layer in base.layers:
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0.0
    inputs = keras.Input((None, None, 3))
    x = PREPARE[name](inputs)
    x = keras.layers.Resizing(size, size, interpolation="bicubic")(x)
    x = keras.layers.GlobalAveragePooling2D()(base(x))
    x = keras.layers.Dropout(0.3)(x)  # in the head it is welcome
    x = keras.layers.Dense(16, activation="relu")(x)
    return keras.Model(inputs, keras.layers.Dense(n_species, activation="softmax")(x))
