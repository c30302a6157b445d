import keras
import tensorflow as tf


def grad_cam(base, top, pixels, species):
    both = keras.Model(base.inputs, [base.output, top(base.output)])
    with tf.GradientTape() as tape:
        maps, scores = both(pixels)
        score = scores[0, species]
    pooled = tf.reduce_mean(tape.gradient(score, maps), axis=(0, 1, 2))
    return tf.squeeze(tf.maximum(maps[0] @ pooled[:, None], 0))
