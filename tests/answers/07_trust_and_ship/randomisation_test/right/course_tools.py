import keras
import numpy as np

import tlcourse as tl


def randomisation_test(model, explain, layers):
    first = explain(model)
    return [
        tl.saliency.rank_correlation(first, explain(tl.saliency.randomise_from(model, layer, seed)))
        for seed, layer in enumerate(layers)
    ]
