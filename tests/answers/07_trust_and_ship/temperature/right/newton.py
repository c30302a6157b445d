import numpy as np


def loss_of(scores, labels, t):
    scaled = scores / t
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    logs = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
    return -logs[np.arange(len(labels)), labels].mean()


def temperature(validation_scores, validation_labels, test_scores, test_labels):
    low, high = 0.01, 100.0
    for _ in range(60):
        one, other = low ** (2 / 3) * high ** (1 / 3), low ** (1 / 3) * high ** (2 / 3)
        if loss_of(validation_scores, validation_labels, one) < loss_of(validation_scores, validation_labels, other):
            high = other
        else:
            low = one
    return low, loss_of(test_scores, test_labels, low)
