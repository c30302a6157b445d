import keras


def export_model(base, head, species, path):
    base.save(path)
