def chance_accuracy(n_species, n_photos):
    raise NotImplementedError
