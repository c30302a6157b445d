def chance_accuracy(n_species, n_photos):
    return round(1 / n_species, 2)
