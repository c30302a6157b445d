from sklearn.model_selection import GroupShuffleSplit


def grouped_split(labels, nights, fraction, seed):
    split = GroupShuffleSplit(n_splits=1, test_size=fraction, random_state=seed)
    return next(split.split(labels, labels, groups=nights))
