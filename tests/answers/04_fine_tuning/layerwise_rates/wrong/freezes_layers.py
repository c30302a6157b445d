import keras


def layerwise_rates(model, rates):
    for layer in model.layers[:-1]:
        layer.trainable = False
    model.compile(keras.optimizers.Adam(rates["head"]), "sparse_categorical_crossentropy")
