import numpy as np


def crossover(sizes, leader, challenger):
    ahead = np.flatnonzero(np.median(challenger, axis=0) > np.median(leader, axis=0))
    if len(ahead) == 0:
        return sizes[-1], None
    return (sizes[ahead[0] - 1] if ahead[0] else None), sizes[ahead[0]]
