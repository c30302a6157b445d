def confusion_pairs(labels, predicted, n_species):
    raise NotImplementedError
