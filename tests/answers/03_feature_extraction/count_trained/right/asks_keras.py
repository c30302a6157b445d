import keras


def count_trained(n_features, n_species):
    layer = keras.layers.Dense(n_species)
    layer.build((None, n_features))
    return sum(weight.numpy().size for weight in layer.trainable_weights)
