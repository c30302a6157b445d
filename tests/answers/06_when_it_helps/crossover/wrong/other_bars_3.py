import numpy as np

from tlcourse.intervals import interval_of_mean


def crossover(sizes, leader, challenger):
    last_behind = first_ahead = None
    for j, size in enumerate(sizes):
        one, two = leader[:, j], challenger[:, j]
        low, high = interval_of_mean(two - one)
        if high < 0:
            last_behind = size
        if low > 0 and first_ahead is None:
            first_ahead = size
    return last_behind, first_ahead
