import numpy as np


def forgetting(before, after, source_head, source, target):
    source_images, source_labels = target

    def accuracy(backbone):
        scores = np.asarray(source_head(backbone(source_images)))
        return np.mean(scores.argmax(axis=1) == source_labels)

    return accuracy(after) - accuracy(before)
