import numpy as np


def normalise_filter(filters):
    rows = filters.reshape(-1, filters.shape[-1]).astype(float)
    rows = rows - rows.min(axis=0)
    with np.errstate(all="ignore"):
        rows = np.nan_to_num(rows / rows.max(axis=0))
    return rows.reshape(filters.shape)
