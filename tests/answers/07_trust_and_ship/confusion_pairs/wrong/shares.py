from collections import Counter


def confusion_pairs(labels, predicted, n_species):
    wrong = Counter((min(a, b), max(a, b)) for a, b in zip(labels, predicted) if a != b)
    return [(a, b, n / len(labels)) for (a, b), n in wrong.most_common()]
