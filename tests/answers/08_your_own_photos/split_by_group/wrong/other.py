def split_by_group(groups, twins, seed):
    names = sorted(set(groups))
    return names[:40], names[40:53], names[53:]
