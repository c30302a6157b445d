import numpy as np
import tensorflow as tf


def gradient_ascent_step(model, image, channel, rate):
    variable = tf.Variable(image)
    with tf.GradientTape() as tape:
        loss = -tf.reduce_sum(model(variable, training=False)[:, :, :, channel])
    slope = np.asarray(tape.gradient(loss, variable))
    slope = slope / np.sqrt((slope**2).mean())
    variable.assign_sub(rate * slope)
    return variable.numpy()
