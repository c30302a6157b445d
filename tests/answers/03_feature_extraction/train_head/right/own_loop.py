import keras
import tensorflow as tf


class Head(keras.Model):
    def __init__(self, n_species):
        super().__init__()
        self.scores = keras.layers.Dense(n_species)

    def call(self, features):
        return keras.ops.softmax(self.scores(features))


def train_head(train_features, train_labels, test_features, test_labels, n_species, epochs):
    head, optimizer = Head(n_species), keras.optimizers.Adam(1e-2)
    head(train_features[:1])
    for _ in range(2 * epochs):
        with tf.GradientTape() as tape:
            losses = keras.losses.sparse_categorical_crossentropy(train_labels, head(train_features))
        optimizer.apply(tape.gradient(losses, head.trainable_variables), head.trainable_variables)
    hits = keras.ops.equal(keras.ops.argmax(head(test_features), axis=1), test_labels)
    return head, keras.ops.mean(keras.ops.cast(hits, "float32"))
