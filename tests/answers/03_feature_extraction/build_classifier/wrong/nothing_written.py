def build_classifier(base, n_species):
    raise NotImplementedError
