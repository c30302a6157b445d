def cost_table(bases, photos, clock):
    return {name: {"parameters": b.count_params(), "megabytes": 4 * b.count_params() / 1e6} for name, b in bases.items()}
