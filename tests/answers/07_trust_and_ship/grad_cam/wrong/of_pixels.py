import tensorflow as tf


def grad_cam(base, top, pixels, species):
    pixels = tf.convert_to_tensor(pixels)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        score = top(base(pixels))[:, species]
    return tape.gradient(score, pixels)[0]
