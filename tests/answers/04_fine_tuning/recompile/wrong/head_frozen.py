import keras


def recompile(model, base, learning_rate):
    for layer in model.layers:
        layer.trainable = layer is base
    model.compile(keras.optimizers.Adam(learning_rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
