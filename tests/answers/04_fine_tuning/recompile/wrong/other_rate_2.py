import keras


def recompile(model, base, learning_rate):
    base.trainable = True
    model.compile(keras.optimizers.Adam(1e-5), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
