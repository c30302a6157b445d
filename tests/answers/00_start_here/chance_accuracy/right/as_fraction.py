from fractions import Fraction


def chance_accuracy(n_species, n_photos):
    photos_of_a_species = Fraction(n_photos, n_species)
    return photos_of_a_species / n_photos
