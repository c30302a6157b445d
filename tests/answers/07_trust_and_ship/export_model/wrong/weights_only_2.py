import pickle

import keras


def export_model(base, head, species, path):
    with open(path, "wb") as file:
        pickle.dump((base.get_weights(), head.get_weights(), species), file)
