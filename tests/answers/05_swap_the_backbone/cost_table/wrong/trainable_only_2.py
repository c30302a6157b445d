import numpy as np


def cost_table(bases, photos, clock):
    table = {}
    for name, base in bases.items():
        base.trainable = True
        parameters = sum(int(np.prod(v.shape)) for v in base.trainable_variables)
        base.predict_on_batch(photos)
        start = clock()
        base.predict_on_batch(photos)
        seconds = (clock() - start) / len(photos)
        table[name] = {
            "parameters": parameters,
            "megabytes": 4 * parameters / 1e6,
            "features": base.output_shape[-1],
            "seconds": seconds,
        }
    return table
