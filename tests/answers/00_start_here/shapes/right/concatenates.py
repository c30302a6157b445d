import numpy as np


def shapes(photos):
    return np.concatenate([photo[np.newaxis] for photo in photos])
