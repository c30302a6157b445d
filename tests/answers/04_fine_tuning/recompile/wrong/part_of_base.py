import keras


def recompile(model, base, learning_rate):
    base.trainable = True
    for layer in base.layers[:-1]:
        layer.trainable = False
    model.compile(keras.optimizers.Adam(learning_rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
