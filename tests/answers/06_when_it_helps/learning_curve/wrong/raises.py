import numpy as np


def learning_curve(labels, is_test, sizes, seeds, measure):
    return np.array([[measure(train.per_species(k, seed=seed), test) for k in sizes] for seed in seeds])
