import keras


def fine_tune(model, base, from_layer, images, labels, first_rate, epochs):
    base.trainable = True
    model.compile(keras.optimizers.Adam(first_rate / 100), "sparse_categorical_crossentropy")
    model.fit(images, labels, epochs=epochs, verbose=0)
