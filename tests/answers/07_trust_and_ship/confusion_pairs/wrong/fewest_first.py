from collections import Counter


def confusion_pairs(labels, predicted, n_species):
    wrong = Counter((min(a, b), max(a, b)) for a, b in zip(labels, predicted) if a != b)
    return sorted(((a, b, n) for (a, b), n in wrong.items()), key=lambda pair: pair[2])
