import keras


def recompile(model, base, learning_rate):
    base.trainable = True
    fresh = keras.models.clone_model(model)
    model.set_weights(fresh.get_weights())
    model.compile(keras.optimizers.Adam(learning_rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
