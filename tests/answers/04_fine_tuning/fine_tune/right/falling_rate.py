import keras


def fine_tune(model, base, from_layer, images, labels, first_rate, epochs):
    base.trainable = True
    reached = False
    for layer in base.layers:
        reached = reached or layer.name == from_layer
        layer.trainable = reached and not isinstance(layer, keras.layers.BatchNormalization)
    rate = keras.optimizers.schedules.CosineDecay(first_rate / 12, decay_steps=epochs * 2)
    model.compile(keras.optimizers.AdamW(rate), keras.losses.SparseCategoricalCrossentropy())
    model.fit(images, labels, batch_size=4, epochs=epochs, verbose=0)
