def normalise_filter(filters):
    return (filters - filters.min(axis=(0, 1, 2))) / filters.max(axis=(0, 1, 2))
