import keras


def train_head(train_features, train_labels, test_features, test_labels, n_species, epochs):
    head = keras.Sequential([keras.layers.Dense(n_species, activation="softmax")])
    head.compile(keras.optimizers.SGD(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
    watched = head.fit(
        train_features, train_labels, validation_data=(test_features, test_labels), epochs=epochs, verbose=0
    )
    return [head, watched.history["val_accuracy"][-1]]
