import numpy as np


def forgetting(before, after, source_head, source, target):
    images, labels = target

    def accuracy(backbone):
        scores = np.asarray(source_head(backbone(images)))
        return np.mean(scores.argmax(axis=1) == labels)

    return accuracy(before) - accuracy(after)
