import keras
import tensorflow as tf


def gradient_ascent_step(model, image, channel, rate):
    optimizer = keras.optimizers.SGD(rate)
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(model(image)[..., channel])
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return image
