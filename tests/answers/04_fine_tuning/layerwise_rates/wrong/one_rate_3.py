import keras


def layerwise_rates(model, rates):
    for name, rate in rates.items():
        model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
