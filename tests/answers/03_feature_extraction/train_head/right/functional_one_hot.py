import keras
import numpy as np


def train_head(train_features, train_labels, test_features, test_labels, n_species, epochs):
    inputs = keras.Input((train_features.shape[1],))
    x = keras.layers.Dropout(0.3)(inputs)
    head = keras.Model(inputs, keras.layers.Dense(n_species, activation="softmax")(x))
    head.compile(keras.optimizers.AdamW(2e-3), "categorical_crossentropy")
    one_hot = keras.utils.to_categorical(train_labels, n_species)
    head.fit(train_features, one_hot, epochs=epochs, batch_size=64, verbose=0)
    right = head.predict(test_features, verbose=0).argmax(axis=1) == test_labels
    return head, float(np.mean(right))
