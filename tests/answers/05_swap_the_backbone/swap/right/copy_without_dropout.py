import keras


def without_dropout(layer):
    if isinstance(layer, keras.layers.Dropout):
        return keras.layers.Dropout.from_config({**layer.get_config(), "rate": 0.0})
    return layer.__class__.from_config(layer.get_config())


def swap(name, base, size, n_species):
    still = keras.models.clone_model(base, clone_function=without_dropout)
    still.set_weights(base.get_weights())
    still.trainable = False
    inputs = keras.Input((None, None, 3))
    x = keras.layers.Resizing(size, size)(inputs)
    module = {"mobilenet_v2": "mobilenet_v2", "resnet50": "resnet", "efficientnet_v2b0": "efficientnet_v2", "xception": "xception"}
    x = getattr(keras.applications, module[name]).preprocess_input(x)
    x = keras.layers.GlobalAveragePooling2D()(still(x))
    return keras.Model(inputs, keras.layers.Dense(n_species, activation="softmax")(x))
