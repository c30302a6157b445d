from collections import Counter


def confusion_pairs(labels, predicted, n_species):
    counts = Counter((int(a), int(b)) for a, b in zip(labels, predicted) if a != b)
    return [(a, b, n) for (a, b), n in counts.most_common()]
