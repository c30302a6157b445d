import math


def nearest_neighbours(features, query, k):
    one = features[query]
    scored = []
    for i, other in enumerate(features):
        if i != query:
            cosine = (one * other).sum() / math.sqrt((one**2).sum() * (other**2).sum())
            scored.append((-cosine, i))
    return [i for _, i in sorted(scored)][:k]
