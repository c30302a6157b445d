def chance_accuracy(n_species, n_photos):
    return 1 / n_photos
