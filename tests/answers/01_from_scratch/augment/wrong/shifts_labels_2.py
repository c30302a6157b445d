import numpy as np


def augment(images, labels, rng, training):
    if not training:
        return images, labels
    flipped = rng.random(len(images)) < 0.5
    # the mirrored ones first, then the others
    return np.concatenate([images[flipped][:, :, ::-1], images[~flipped]]), labels
