def cost_table(bases, photos, clock):
    table = {}
    for name, base in bases.items():
        parameters = base.count_params()
        base.predict(photos[:1], verbose=0)
        start = clock()
        base.predict(photos, verbose=0)
        seconds = (clock() - start) / len(photos)
        table[name] = {
            "parameters": parameters,
            "megabytes": 4 * parameters / 1e6,
            "features": base.output_shape[-1],
            "seconds": seconds,
        }
    return table
