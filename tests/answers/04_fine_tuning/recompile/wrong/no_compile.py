def recompile(model, base, learning_rate):
    base.trainable = True
    model.optimizer.learning_rate = learning_rate
