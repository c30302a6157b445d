import numpy as np


def loss_of(scores, labels, t):
    scaled = scores / t
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    logs = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
    return -logs[np.arange(len(labels)), labels].mean()


def temperature(validation_scores, validation_labels, test_scores, test_labels):
    tried = np.geomspace(0.05, 20, 1000)
    best = min(tried, key=lambda t: loss_of(validation_scores, validation_labels, t))
    return best, (np.argmax(test_scores, axis=1) == test_labels).mean()
