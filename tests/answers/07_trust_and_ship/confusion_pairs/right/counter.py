from collections import Counter


def confusion_pairs(labels, predicted, n_species):
    wrong = ((min(a, b), max(a, b)) for a, b in zip(labels, predicted) if a != b)
    return Counter(wrong).most_common()
