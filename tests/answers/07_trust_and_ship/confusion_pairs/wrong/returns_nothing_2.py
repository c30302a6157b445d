def confusion_pairs(labels, predicted, n_species):
    return (labels != predicted).sum()
