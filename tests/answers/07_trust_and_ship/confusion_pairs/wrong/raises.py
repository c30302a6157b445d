def confusion_pairs(labels, predicted, n_species):
    return sorted(labels[labels != predicted], key=lambda pair: pair[2])
