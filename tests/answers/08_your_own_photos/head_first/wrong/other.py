import keras


def head_first(base, n_classes, pixels, labels, epochs):
    base.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    x = keras.layers.Dense(n_classes, activation="softmax")(base(inputs))
    model = keras.Model(inputs, x)
    return model
