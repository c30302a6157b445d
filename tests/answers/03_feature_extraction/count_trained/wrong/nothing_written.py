def count_trained(n_features, n_species):
    raise NotImplementedError
