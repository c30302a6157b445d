import numpy as np


def augment(images, labels, rng, training):
    if training:
        flipped = rng.random(len(images)) < 0.5
        images = np.where(flipped[:, None, None, None], images[:, :, ::-1], images)
    return images / 255, labels
