def recompile(model, base, learning_rate):
    base.trainable = True
    model.compile("adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
