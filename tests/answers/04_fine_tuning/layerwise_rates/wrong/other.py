import keras


def layerwise_rates(model, rates):
    optimizers = {"head/.*": keras.optimizers.Adam(rates["head"])}
    by_layer = keras.optimizers.OptimizerMap(keras.optimizers.Adam(1e-6), optimizers)
    model.compile(keras.optimizers.MultiOptimizer(by_layer), loss="sparse_categorical_crossentropy")
