def build_convnet(n_species, size):
    raise NotImplementedError
