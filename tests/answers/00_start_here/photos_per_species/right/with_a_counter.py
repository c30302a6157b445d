from collections import Counter


def photos_per_species(labels, is_test, n_species):
    counter = Counter(int(label) for label, test in zip(labels, is_test) if not test)
    return tuple(counter[species] for species in range(n_species))
