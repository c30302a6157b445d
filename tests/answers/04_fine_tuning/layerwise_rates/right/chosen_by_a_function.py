import keras


def layerwise_rates(model, rates):
    optimizers = {name: keras.optimizers.AdamW(rate) for name, rate in rates.items()}
    choose = lambda variable: optimizers[variable.path.split("/")[0]]
    model.compile(keras.optimizers.MultiOptimizer(choose), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
