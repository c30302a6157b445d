def cost_table(bases, photos, clock):
    table = {}
    for name, base in bases.items():
        parameters = base.count_params()
        base.predict_on_batch(photos)
        start = clock()
        base.predict_on_batch(photos)
        seconds = (clock() - start) / len(photos)
        table[name] = {
            "parameters": parameters,
            "megabytes": 4 * parameters / 1e6,
            "features": base.output_shape[1] * base.output_shape[2] * base.output_shape[3],
            "seconds": seconds,
        }
    return table
