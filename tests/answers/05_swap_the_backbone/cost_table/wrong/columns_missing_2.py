def cost_table(bases, photos, clock):
    for name, base in bases.items():
        base.predict_on_batch(photos)
        start = clock()
        base.predict_on_batch(photos)
        print(name, base.count_params(), 4 * base.count_params() / 1e6, base.output_shape[-1], (clock() - start) / len(photos))
