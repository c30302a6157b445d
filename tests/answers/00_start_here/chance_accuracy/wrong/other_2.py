def chance_accuracy(n_species, n_photos):
    return f"{1 / n_species:.1%}"
