import numpy as np


def reliability(probabilities, labels, n_bins):
    raise NotImplementedError
