import keras


def layerwise_rates(model, rates):
    optimizers = {name: keras.optimizers.Adam(rate) for name, rate in rates.items()}

    def choose(variable):
        for name in rates:
            if name in variable.path:
                return optimizers[name]

    model.compile(keras.optimizers.MultiOptimizer(choose), loss="sparse_categorical_crossentropy")
