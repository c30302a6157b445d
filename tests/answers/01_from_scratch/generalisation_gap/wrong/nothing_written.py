def generalisation_gap(history):
    raise NotImplementedError
