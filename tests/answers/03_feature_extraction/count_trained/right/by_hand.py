def count_trained(n_features, n_species):
    return n_features * n_species + n_species
