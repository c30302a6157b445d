import keras


def layerwise_rates(model, rates):
    optimizers = {
        "block_13/.*": keras.optimizers.Adam(1e-5),
        "block_16/.*": keras.optimizers.Adam(1e-4),
        "head/.*": keras.optimizers.Adam(1e-2),
    }
    by_layer = keras.optimizers.OptimizerMap(keras.optimizers.Adam(1e-6), optimizers)
    model.compile(keras.optimizers.MultiOptimizer(by_layer), loss="sparse_categorical_crossentropy")
