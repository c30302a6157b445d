import numpy as np


def learning_curve(labels, is_test, sizes, seeds, measure):
    curves = []
    for seed in seeds:
        luck = np.random.RandomState(seed).rand(len(labels))
        luck[is_test] = np.inf
        rank = np.empty(len(labels), int)
        for species in set(labels.tolist()):
            rows = np.where(labels == species)[0]
            rank[rows] = luck[rows].argsort().argsort()
        curves.append([measure((rank < k) & ~is_test, is_test) for k in sizes])
    return curves
