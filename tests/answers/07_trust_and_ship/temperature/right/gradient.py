import numpy as np
import tensorflow as tf


def temperature(validation_scores, validation_labels, test_scores, test_labels):
    log_t = tf.Variable(0.0)

    def loss(scores, labels):
        scaled = tf.cast(scores, "float32") / tf.exp(log_t)
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scaled))

    for _ in range(150):
        with tf.GradientTape() as tape:
            value = loss(validation_scores, validation_labels)
        log_t.assign_sub(0.8 * tape.gradient(value, log_t))
    return np.exp(log_t.numpy()), loss(test_scores, test_labels)
