import tensorflow as tf


def grad_cam(base, top, pixels, species):
    maps = base(pixels)
    with tf.GradientTape() as tape:
        tape.watch(maps)
        score = top(maps)[:, species]
    gradient = tape.gradient(score, maps)
    weights = tf.reduce_mean(gradient, axis=(1, 2), keepdims=True)
    return tf.abs(tf.reduce_sum(weights * maps, axis=-1))[0].numpy()
