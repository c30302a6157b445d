import numpy as np


def augment(images, labels, rng, training):
    if training:
        order = rng.permutation(len(images))
        images, labels = images[order], labels[order]
        images = np.array([image[:, ::-1] if rng.random() < 0.5 else image for image in images], dtype="float32")
    return images, labels
