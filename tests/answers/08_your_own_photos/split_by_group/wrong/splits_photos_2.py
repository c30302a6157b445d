import numpy as np
from sklearn.model_selection import train_test_split


def split_by_group(groups, twins, seed):
    train, rest = train_test_split(np.arange(len(groups)), test_size=0.4, random_state=seed)
    validation, test = train_test_split(rest, test_size=0.5, random_state=seed)
    return train, validation, test
