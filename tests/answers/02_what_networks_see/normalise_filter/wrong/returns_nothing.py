def normalise_filter(filters):
    filters = (filters - filters.min()) / (filters.max() - filters.min())
