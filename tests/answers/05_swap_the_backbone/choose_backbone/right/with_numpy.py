import numpy as np


def choose_backbone(table, max_megabytes, max_seconds):
    names = np.array(list(table))
    a, m, s = (np.array([table[n][c] for n in names], float) for c in ("accuracy", "megabytes", "seconds"))
    a[(m > max_megabytes) | (s > max_seconds) | np.isnan(a)] = -np.inf
    order = np.lexsort((s, -a))
    return names[order[0]].item() if np.isfinite(a[order[0]]) else None
