import keras


def recompile(model, base, learning_rate):
    base.trainable = True
    loss = keras.losses.SparseCategoricalCrossentropy(reduction="sum")
    model.compile(keras.optimizers.Adam(learning_rate), loss=loss, metrics=["accuracy"])
