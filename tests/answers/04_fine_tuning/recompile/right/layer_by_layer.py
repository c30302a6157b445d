import keras


def recompile(model, base, learning_rate):
    for layer in base.layers:
        layer.trainable = True
    model.compile(keras.optimizers.Adam(learning_rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
