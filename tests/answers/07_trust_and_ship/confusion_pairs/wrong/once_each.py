def confusion_pairs(labels, predicted, n_species):
    return [(a, b, 1) for a, b in {(min(a, b), max(a, b)) for a, b in zip(labels, predicted) if a != b}]
