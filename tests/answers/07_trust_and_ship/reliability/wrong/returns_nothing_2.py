import numpy as np


def reliability(probabilities, labels, n_bins):
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    return abs(confidence.mean() - right.mean())
