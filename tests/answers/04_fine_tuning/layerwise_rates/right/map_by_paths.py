import keras


def layerwise_rates(model, rates):
    by_variable = keras.optimizers.OptimizerMap(keras.optimizers.Adam())
    for name, rate in rates.items():
        adam = keras.optimizers.Adam(rate)
        for variable in model.get_layer(name).trainable_variables:
            by_variable[variable.path] = adam
    loss = keras.losses.SparseCategoricalCrossentropy()
    model.compile(keras.optimizers.MultiOptimizer(by_variable), loss, jit_compile=False)
