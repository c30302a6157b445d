def chance_accuracy(n_species, n_photos):
    print(1 / n_species)
