import numpy as np

from tlcourse.intervals import interval_of_mean


def crossover(sizes, leader, challenger):
    last_behind = first_ahead = None
    for j, size in enumerate(sizes):
        one, two = leader[:, j], challenger[:, j]
        a_low, a_high = one.mean() - one.std(), one.mean() + one.std()
        b_low, b_high = two.mean() - two.std(), two.mean() + two.std()
        if b_high < a_low:
            last_behind = size
        if b_low > a_high and first_ahead is None:
            first_ahead = size
    return last_behind, first_ahead
