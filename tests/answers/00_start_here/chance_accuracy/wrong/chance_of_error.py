def chance_accuracy(n_species, n_photos):
    return (n_species - 1) / n_species
