import random


def split_by_group(groups, twins, seed):
    names = [name or f"photo {i}" for i, name in enumerate(groups)]
    for i, j in twins:
        old, new = names[j], names[i]
        names = [new if name == old else name for name in names]
    every = sorted(set(names))
    random.Random(seed).shuffle(every)
    parts = [], [], []
    for name in every:
        bundle = [i for i, other in enumerate(names) if other == name]
        # to the part that is furthest behind its share
        behind = min(range(3), key=lambda k: len(parts[k]) / (0.6, 0.2, 0.2)[k])
        parts[behind].extend(bundle)
    return parts
