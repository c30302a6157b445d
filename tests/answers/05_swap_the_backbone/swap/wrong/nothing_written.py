def swap(name, base, size, n_species):
    raise NotImplementedError
