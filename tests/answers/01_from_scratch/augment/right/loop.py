import numpy as np


def augment(images, labels, rng, training):
    new = []
    for image in images:
        if training and rng.uniform() > 0.5:
            image = np.fliplr(image)
        new.append(image)
    return [np.stack(new), labels.copy()]
