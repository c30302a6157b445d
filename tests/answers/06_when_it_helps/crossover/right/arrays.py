import numpy as np

from tlcourse.intervals import interval_of_mean



def crossover(sizes, leader, challenger):
    bars = np.array([[interval_of_mean(column) for column in np.transpose(curve)] for curve in (leader, challenger)])
    sizes = np.asarray(sizes)
    behind = sizes[bars[1, :, 1] < bars[0, :, 0]]
    ahead = sizes[bars[1, :, 0] > bars[0, :, 1]]
    return np.array([behind[-1] if behind.size else np.nan, ahead[0] if ahead.size else np.nan])
