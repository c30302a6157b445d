import keras
import tensorflow as tf


def gradient_ascent_step(model, image, channel, rate):
    eye = keras.Model(model.input, model.output[..., channel])
    x = tf.constant(image)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(x)
        excited = keras.ops.mean(eye(x))
    g = tape.gradient(excited, x)
    length = keras.ops.sqrt(keras.ops.mean(keras.ops.square(g)))
    return x + g * (rate / length)
