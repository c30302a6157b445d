def normalise_filter(filters):
    return (filters - filters.mean(axis=(0, 1, 2))) / (filters.std(axis=(0, 1, 2)) + 1e-7)
