import numpy as np


def timed(base, photos, clock):
    spent = []
    for photo in photos:
        start = clock()
        base(photo[None], training=False)
        spent.append(clock() - start)
    return float(np.median(spent[1:]))


def cost_table(bases, photos, clock):
    return {
        name: {
            "seconds": timed(base, photos, clock),
            "features": np.asarray(base(photos[:1])).shape[3],
            "parameters": sum(np.size(w) for w in base.get_weights()),
            "megabytes": round(sum(np.size(w) for w in base.get_weights()) * 32 / 8 / 1_000_000, 2),
        }
        for name, base in bases.items()
    }
