import tensorflow as tf


def gradient_ascent_step(model, image, channel, rate):
    image = tf.convert_to_tensor(image)
    with tf.GradientTape() as tape:
        tape.watch(image)
        excited = tf.reduce_mean(model(image)[..., channel])
    gradient = tape.gradient(excited, image)
    return image + rate * gradient / tf.norm(gradient)
