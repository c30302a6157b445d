def confusion_pairs(labels, predicted, n_species):
    found = {}
    for truth, answer in zip(labels.tolist(), predicted.tolist()):
        if truth != answer:
            pair = tuple(sorted((truth, answer)))
            found[pair] = found.get(pair, 0) + 1
    return [[*pair, found[pair]] for pair in sorted(found, key=found.get, reverse=True)]
