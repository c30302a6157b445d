def normalise_filter(filters):
    low, high = filters.min(), filters.max
    return (filters - low) / (high - low)
