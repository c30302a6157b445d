import keras


def layerwise_rates(model, rates):
    model.compile(keras.optimizers.Adam(rates["head"]), "sparse_categorical_crossentropy")
