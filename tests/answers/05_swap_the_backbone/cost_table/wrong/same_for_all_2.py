def cost_table(bases, photos, clock):
    table, row = {}, {}
    for name, base in bases.items():
        base.predict_on_batch(photos)
        start = clock()
        base.predict_on_batch(photos)
        row["seconds"] = (clock() - start) / len(photos)
        row["parameters"] = base.count_params()
        row["megabytes"] = 4 * base.count_params() / 1e6
        row["features"] = base.output_shape[-1]
        table[name] = row
    return table
