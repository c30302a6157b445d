from collections import Counter


def confusion_pairs(labels, predicted, n_species):
    return Counter((a, b) for a, b in zip(predicted, labels) if a < b).most_common()
