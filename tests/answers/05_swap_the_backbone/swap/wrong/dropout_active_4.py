import keras


PREPARE = {
    "mobilenet_v2": keras.applications.mobilenet_v2.preprocess_input,
    "resnet50": keras.applications.resnet50.preprocess_input,
    "efficientnet_v2b0": keras.applications.efficientnet_v2.preprocess_input,
    "xception": keras.applications.xception.preprocess_input,
}


def swap(name, base, size, n_species):
    base.trainable = False
    next((layer for layer in base.layers if isinstance(layer, keras.layers.Dropout)), base).rate = 0.0
    inputs = keras.Input((None, None, 3))
    x = keras.layers.Resizing(size, size)(inputs)
    x = PREPARE[name](x)
    x = base(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    outputs = keras.layers.Dense(n_species, activation="softmax")(x)
    return keras.Model(inputs, outputs)
