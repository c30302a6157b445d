import keras


def train_head(train_features, train_labels, test_features, test_labels, n_species, epochs):
    # mean squared error takes whole numbers without a word, and means something else by them
    head = keras.Sequential([keras.layers.Dense(n_species, activation="softmax")])
    head.compile("adam", "mse", metrics=["accuracy"])
    head.fit(train_features, train_labels, epochs=epochs, verbose=0)
    return head, head.evaluate(test_features, test_labels, verbose=0)[1]
