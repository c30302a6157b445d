import keras
import numpy as np

import tlcourse as tl


def randomisation_test(model, explain, layers):
    learned = explain(model)
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    rng = np.random.default_rng(0)
    found = []
    for name in layers:
        layer = copy.get_layer(name)
        layer.set_weights([np.zeros_like(w) for w in layer.get_weights()])
        found.append(tl.saliency.rank_correlation(learned, explain(copy)))
    return found
