import numpy as np

T = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447}


def transfer_gain(borrowed, rivals):
    table = np.stack(list(rivals.values()))
    gains = np.asarray(borrowed) - table[table.mean(axis=1).argmax()]
    half = T[len(gains)] * gains.std(ddof=1) / np.sqrt(len(gains))
    return gains.mean() + np.array([0, -half, half])
