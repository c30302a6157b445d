def photos_per_species(labels, is_test, n_species):
    return labels[not is_test].count()
