import keras


def fine_tune(model, base, from_layer, images, labels, first_rate, epochs):
    base.trainable = True
    start = base.layers.index(base.get_layer(from_layer))
    for layer in base.layers[:start] + [x for x in base.layers if isinstance(x, keras.layers.BatchNormalization)]:
        layer.trainable = False
    slow, slower = keras.optimizers.Adam(first_rate / 15), keras.optimizers.Adam(first_rate / 90)
    rates = keras.optimizers.OptimizerMap(slower, {"head/.*": slow})
    model.compile(keras.optimizers.MultiOptimizer(rates), "sparse_categorical_crossentropy")
    model.fit(images, labels, epochs=epochs, verbose=0)
