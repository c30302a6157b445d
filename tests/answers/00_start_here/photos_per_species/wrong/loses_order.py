from collections import Counter


def photos_per_species(labels, is_test, n_species):
    counter = Counter({species: 0 for species in range(n_species)})
    counter.update(int(label) for label in labels[~is_test])
    return [count for species, count in counter.most_common()]
