import numpy as np


def forgetting(before, after, source_head, source, target):
    a, b = np.asarray(before(source[0])), np.asarray(after(source[0]))
    cosine = (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    return 1 - cosine.mean()
