def photos_per_species(labels, is_test, n_species):
    counts = [0] * n_species
    for label, test in zip(labels, is_test):
        if not test:
            counts[label] += 1
    return counts
