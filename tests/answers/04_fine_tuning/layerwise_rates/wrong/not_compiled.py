import keras


def layerwise_rates(model, rates):
    optimizers = {f"{name}/.*": keras.optimizers.Adam(rate) for name, rate in rates.items()}
    by_layer = keras.optimizers.OptimizerMap(keras.optimizers.Adam(), optimizers)
    return keras.optimizers.MultiOptimizer(by_layer)
