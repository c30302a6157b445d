def split_by_group(groups, twins, seed):
    raise NotImplementedError
