import numpy as np
import tensorflow as tf


def gradient_ascent_step(model, image, channel, rate):
    seen = tf.convert_to_tensor(image)
    with tf.GradientTape() as tape:
        tape.watch(seen)
        excited = tf.reduce_mean(model(seen)[..., channel])
    gradient = tape.gradient(excited, seen)
    step = np.asarray(gradient)
    image += rate * step / np.sqrt(np.mean(step**2))
    return image
