def recompile(model, base, learning_rate):
    for layer in base.layers:
        layer.trainable = True
    base.trainable = True
