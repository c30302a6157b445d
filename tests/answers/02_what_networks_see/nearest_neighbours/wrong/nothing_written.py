def nearest_neighbours(features, query, k):
    raise NotImplementedError
