import keras


def layerwise_rates(model, rates):
    model.compile(keras.optimizers.Adam(rates), "sparse_categorical_crossentropy")
