import numpy as np

from tlcourse.intervals import interval_of_mean



def transfer_gain(borrowed, rivals):
    best = max(rivals.values(), key=np.mean)
    differences = np.array(borrowed) - np.array(best)
    return (differences.mean(), *interval_of_mean(differences))
