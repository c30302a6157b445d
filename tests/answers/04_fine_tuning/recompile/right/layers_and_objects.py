import keras


def recompile(model, base, learning_rate):
    base.trainable = True
    for layer in base.layers:
        layer.trainable = True
    model.compile(
        optimizer=keras.optimizers.AdamW(learning_rate=learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    return model
