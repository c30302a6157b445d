def recompile(model, base, learning_rate):
    base.trainable = True
    model.optimizer.learning_rate = learning_rate
    model.compile(model.optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
