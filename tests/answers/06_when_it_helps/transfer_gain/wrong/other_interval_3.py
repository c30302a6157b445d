import numpy as np

from tlcourse.intervals import interval_of_mean



def transfer_gain(borrowed, rivals):
    borrowed = np.array(borrowed)
    table = {name: np.array(runs) for name, runs in rivals.items()}
    best = max(table.values(), key=np.mean)
    differences = borrowed - best
    half = 1.96 * differences.std(ddof=1) / len(differences) ** 0.5
    return differences.mean(), differences.mean() - half, differences.mean() + half
