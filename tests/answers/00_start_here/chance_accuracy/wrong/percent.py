def chance_accuracy(n_species, n_photos):
    return 100 / n_species
