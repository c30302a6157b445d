import keras


def fine_tune(model, base, from_layer, images, labels, first_rate, epochs):
    base.trainable = True
    names = [layer.name for layer in base.layers]
    for layer in base.layers[: names.index(from_layer)]:
        layer.trainable = False
    model.compile(keras.optimizers.Adam(first_rate / 20), "sparse_categorical_crossentropy")
    model.fit(images, labels, epochs=epochs, verbose=0)
