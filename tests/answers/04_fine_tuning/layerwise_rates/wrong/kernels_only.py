import keras


def layerwise_rates(model, rates):
    optimizers = {f"{name}/kernel": keras.optimizers.Adam(rate) for name, rate in rates.items()}
    by_layer = keras.optimizers.OptimizerMap(keras.optimizers.Adam(), optimizers)
    model.compile(keras.optimizers.MultiOptimizer(by_layer), loss="sparse_categorical_crossentropy")
