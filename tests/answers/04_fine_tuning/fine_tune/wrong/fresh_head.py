import keras


def fine_tune(model, base, from_layer, images, labels, first_rate, epochs):
    base.trainable = True
    names = [layer.name for layer in base.layers]
    for i, layer in enumerate(base.layers):
        norm = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = i >= names.index(from_layer) and not norm
    inputs = keras.Input(base.input_shape[1:])
    x = keras.layers.GlobalAveragePooling2D()(base(inputs, training=False))
    model = keras.Model(inputs, keras.layers.Dense(int(labels.max()) + 1, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(first_rate / 20), "sparse_categorical_crossentropy")
    model.fit(images, labels, epochs=epochs, verbose=0)
