import numpy as np


def forgetting(before, after, source_head, source, target):
    images, labels = source

    def accuracy(backbone):
        return np.mean(np.asarray(source_head(backbone(images))).argmax(axis=1) == labels)

    return accuracy(after) - accuracy(before)
