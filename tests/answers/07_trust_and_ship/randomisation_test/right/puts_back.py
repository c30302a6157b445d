import numpy as np
from scipy.stats import spearmanr


def randomisation_test(model, explain, layers):
    kept = model.get_weights()
    learned = explain(model).ravel()
    results = {}
    for name in layers:
        layer = model.get_layer(name)
        layer.set_weights([np.random.permutation(w.ravel()).reshape(w.shape) for w in layer.get_weights()])
        results[name] = spearmanr(learned, explain(model).ravel()).statistic
    model.set_weights(kept)
    return results
