def normalise_filter(filters):
    low, high = filters.min(axis=(0, 1, 2)), filters.max(axis=(0, 1, 2))
    return (filters - low) / (high - low)
