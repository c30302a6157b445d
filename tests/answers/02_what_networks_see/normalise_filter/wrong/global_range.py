def normalise_filter(filters):
    return (filters - filters.min()) / (filters.max() - filters.min())
