import numpy as np


def reliability(probabilities, labels, n_bins):
    places = [min(int(p.max() * n_bins), n_bins - 1) for p in probabilities]
    members = [[i for i, place in enumerate(places) if place == k] for k in range(n_bins)]
    sure = [sum(probabilities[i].max() for i in m) / len(m) if m else None for m in members]
    right = [sum(probabilities[i].argmax() == labels[i] for i in m) / len(m) if m else None for m in members]
    return sure, right, [len(m) for m in members]
