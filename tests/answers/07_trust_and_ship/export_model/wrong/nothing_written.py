import keras


def export_model(base, head, species, path):
    raise NotImplementedError
