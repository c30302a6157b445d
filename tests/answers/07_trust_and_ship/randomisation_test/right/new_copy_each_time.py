import keras
import numpy as np

import tlcourse as tl


def randomisation_test(model, explain, layers):
    def ranks(found):
        return np.argsort(np.argsort(np.ravel(found)))

    def copy_with_noise(names):
        copy = keras.models.clone_model(model)
        for old, new in zip(model.layers, copy.layers):
            if old.name not in names:
                new.set_weights(old.get_weights())
            else:
                new.set_weights([np.random.uniform(-1, 1, w.shape) for w in old.get_weights()])
        return copy

    maps = [explain(copy_with_noise(layers[:k])) for k in range(len(layers) + 1)]
    return np.array([np.corrcoef(ranks(maps[0]), ranks(m))[0, 1] for m in maps[1:]])
