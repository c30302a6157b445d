def normalise_filter(filters):
    raise NotImplementedError
