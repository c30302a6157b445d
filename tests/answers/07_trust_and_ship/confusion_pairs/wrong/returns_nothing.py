def confusion_pairs(labels, predicted, n_species):
    for a, b in zip(labels, predicted):
        if a != b:
            print(a, b)
