import numpy as np


def reliability(probabilities, labels, n_bins):
    return np.split(probabilities, n_bins)
