def cost_table(bases, photos, clock):
    base = list(bases.values())[0]
    base.predict_on_batch(photos)
    start = clock()
    base.predict_on_batch(photos)
    seconds = (clock() - start) / len(photos)
    n = base.count_params()
    row = {"parameters": n, "megabytes": 4 * n / 1e6, "features": base.output_shape[-1], "seconds": seconds}
    return dict.fromkeys(bases, row)
