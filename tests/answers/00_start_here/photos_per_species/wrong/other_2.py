def photos_per_species(labels, is_test, n_species):
    # is_test is not a list of places
    return [sum(labels[: -int(is_test.sum())] == species) for species in range(n_species)]
