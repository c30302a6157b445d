import numpy as np

from tlcourse.intervals import interval_of_mean



def transfer_gain(borrowed, rivals):
    borrowed = np.array(borrowed)
    table = {name: np.array(runs) for name, runs in rivals.items()}
    best = max(table.values(), key=np.mean)
    differences = borrowed - np.mean(list(table.values()), axis=0)
    return differences.mean(), *interval_of_mean(differences)
