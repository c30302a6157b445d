import numpy as np


def cost_table(bases, photos, clock):
    table = {}
    for name, base in bases.items():
        parameters = sum(int(np.prod(w.shape)) for w in base.weights)
        base.predict(photos, verbose=0)
        start = clock()
        for _ in range(3):
            base.predict(photos, verbose=0)
        seconds = (clock() - start) / (3 * len(photos))
        table[name] = {
            "parameters": parameters,
            "megabytes": sum(w.nbytes for w in base.get_weights()) / 10**6,
            "features": base.output_shape[-1],
            "seconds": seconds,
        }
    return table
