from collections import Counter


def confusion_pairs(labels, predicted, n_species):
    return [pair for pair, _ in Counter((min(a, b), max(a, b)) for a, b in zip(labels, predicted) if a != b).most_common()]
