def split_by_group(groups, twins, seed):
    return groups[twins], groups[seed], []
