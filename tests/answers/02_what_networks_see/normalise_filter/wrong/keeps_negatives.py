def normalise_filter(filters):
    return filters / filters.max(axis=(0, 1, 2))
