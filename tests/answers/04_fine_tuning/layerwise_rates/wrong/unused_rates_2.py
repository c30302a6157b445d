import keras


def layerwise_rates(model, rates):
    # a name alone matches no variable: the default is used for all of them
    optimizers = {name: keras.optimizers.Adam(rate) for name, rate in rates.items()}
    by_layer = keras.optimizers.OptimizerMap(keras.optimizers.SGD(0.5), optimizers)
    model.compile(keras.optimizers.MultiOptimizer(by_layer), loss="sparse_categorical_crossentropy")
