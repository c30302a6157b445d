import random

import numpy as np


def grouped_split(labels, nights, fraction, seed):
    names = sorted(set(nights))
    random.Random(seed).shuffle(names)
    chosen, count = set(), 0
    for name in names:
        if count >= fraction * len(nights):
            break
        chosen.add(name)
        count += nights.count(name)
    is_test = np.array([night in chosen for night in nights])
    return ~is_test, is_test
