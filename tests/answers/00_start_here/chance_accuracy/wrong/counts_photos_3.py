def chance_accuracy(n_species, n_photos):
    return n_photos / n_species
