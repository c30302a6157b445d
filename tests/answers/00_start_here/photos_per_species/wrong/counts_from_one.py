def photos_per_species(labels, is_test, n_species):
    counts = [0] * (n_species + 1)
    for label in labels[~is_test]:
        counts[label + 1] += 1
    return counts
