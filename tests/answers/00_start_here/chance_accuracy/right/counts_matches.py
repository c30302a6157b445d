import numpy as np


def chance_accuracy(n_species, n_photos):
    truth, guess = np.meshgrid(range(n_species), range(n_species))
    return np.mean(truth == guess)
