import numpy as np


def forgetting(before, after, source_head, source, target):
    images, labels = source

    def accuracy(backbone):
        scores = source_head.predict(backbone.predict(images, verbose=0), verbose=0)
        return np.mean(scores.argmax(axis=1) == labels)

    return accuracy(before) - accuracy(after)
