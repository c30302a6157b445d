import keras


def head_first(base, n_classes, pixels, labels, epochs):
    for layer in base.layers:
        layer.trainable = False
    model = keras.Sequential([base, keras.layers.GlobalMaxPooling2D(), keras.layers.Dense(n_classes, "softmax")])
    model.compile(keras.optimizers.SGD(0.05), "sparse_categorical_crossentropy", jit_compile=False)
    model.fit(pixels, labels, epochs=epochs, batch_size=16, verbose=0)
    return model
