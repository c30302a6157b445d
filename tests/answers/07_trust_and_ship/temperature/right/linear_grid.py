import numpy as np


def loss_of(scores, labels, t):
    scaled = scores / t
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    logs = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
    return -logs[np.arange(len(labels)), labels].mean()


def temperature(validation_scores, validation_labels, test_scores, test_labels):
    tried = np.arange(0.1, 5, 0.01)
    losses = [loss_of(validation_scores, validation_labels, t) for t in tried]
    t = tried[int(np.argmin(losses))]
    return np.array([t]), np.float32(loss_of(test_scores, test_labels, t))
