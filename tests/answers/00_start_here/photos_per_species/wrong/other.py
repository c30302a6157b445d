def photos_per_species(labels, is_test, n_species):
    for species in range(n_species):
        print(species, sum(labels[~is_test] == species))
