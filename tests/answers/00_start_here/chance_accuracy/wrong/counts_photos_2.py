def chance_accuracy(n_species, n_photos):
    # seven photos of a species: one of them is right
    return n_species / n_photos
