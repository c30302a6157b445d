import tensorflow as tf


def grad_cam(base, top, pixels, species):
    maps = base(pixels)
    with tf.GradientTape() as tape:
        tape.watch(maps)
        score = top(maps)[:, species]
    gradient = tape.gradient(score, maps)
    weights = tf.reduce_mean(gradient, axis=(1, 2), keepdims=True)
    found = tf.maximum(tf.einsum("nhwc,nijc->hw", maps, weights), 0)
    return found / tf.reduce_max(found)
