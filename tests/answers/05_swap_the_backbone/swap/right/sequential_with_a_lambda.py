import keras


def swap(name, base, size, n_species):
    base.trainable = False
    layers = [keras.Input((None, None, 3)), keras.layers.Resizing(size, size, interpolation="nearest")]
    if name in ("mobilenet_v2", "xception"):
        layers.append(keras.layers.Rescaling(1 / 127.5, offset=-1))
    if name == "resnet50":
        layers.append(keras.layers.Lambda(lambda x: x[..., ::-1]))
        layers.append(keras.layers.Rescaling(1.0, offset=[-103.939, -116.779, -123.68]))
    layers.append(keras.layers.Lambda(lambda x: base(x, training=False)))
    layers += [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(n_species, activation="softmax")]
    return keras.Sequential(layers)
