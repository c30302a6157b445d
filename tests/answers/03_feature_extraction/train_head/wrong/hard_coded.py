import keras


def train_head(train_features, train_labels, test_features, test_labels, n_species, epochs):
    head = keras.Sequential([keras.layers.Dense(200, activation="softmax")])
    head.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    head.fit(train_features, train_labels, epochs=epochs, verbose=0)
    return head, head.evaluate(test_features, test_labels, verbose=0)[1]
