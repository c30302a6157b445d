import tensorflow as tf


def grad_cam(base, top, pixels, species):
    maps = base(pixels)
    with tf.GradientTape() as tape:
        tape.watch(maps)
        score = tf.nn.sparse_softmax_cross_entropy_with_logits([species], top(maps))
    gradient = tape.gradient(score, maps)
    weights = tf.reduce_mean(gradient, axis=(1, 2), keepdims=True)
    return tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1))[0].numpy()
