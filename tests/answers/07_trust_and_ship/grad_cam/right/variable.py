import numpy as np
import tensorflow as tf


def grad_cam(base, top, pixels, species):
    maps = tf.Variable(base.predict(pixels, verbose=0))
    with tf.GradientTape() as tape:
        scores = top(maps, training=False)
        wanted = tf.gather(scores[0], species)
    slopes = np.array(tape.gradient(wanted, maps))[0]
    found = sum(slopes[..., k].sum() * maps.numpy()[0, ..., k] for k in range(slopes.shape[-1]))
    found[found < 0] = 0
    return found[None]
