import keras


def head_first(base, n_classes, pixels, labels, epochs):
    base.trainable = False
    inputs = keras.Input(pixels.shape[1:])
    x = keras.layers.Dropout(0.2)(keras.layers.Flatten()(base(inputs)))
    model = keras.Model(inputs, keras.layers.Dense(n_classes, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(2e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)
    model.fit(pixels, labels, validation_split=0.2, epochs=epochs, callbacks=[stop], verbose=0)
    return model
