import keras


def fine_tune(model, base, from_layer, images, labels, first_rate, epochs):
    base.trainable = True
    for layer in base.layers:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    model.compile(keras.optimizers.Adam(first_rate / 100), "sparse_categorical_crossentropy")
    model.fit(images, labels, epochs=epochs, verbose=0)
