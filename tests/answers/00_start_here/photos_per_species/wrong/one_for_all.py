def photos_per_species(labels, is_test, n_species):
    return (~is_test).sum() / n_species
