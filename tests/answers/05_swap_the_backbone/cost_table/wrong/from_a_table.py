def cost_table(bases, photos, clock):
    table = {}
    for name, base in bases.items():
        parameters = {"mobilenet_v2": 3_500_000, "resnet50": 25_600_000, "efficientnet_v2b0": 7_200_000, "xception": 22_900_000}[name]
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
