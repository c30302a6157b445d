def cost_table(bases, photos, clock):
    rows = {}
    for name, base in bases.items():
        batch = photos[:16]
        times = []
        for _ in range(5):
            start = clock()
            maps = base(batch)
            times.append((clock() - start) / 16)
        n = base.count_params()
        rows[name] = dict(parameters=n, megabytes=n * 4e-6, seconds=min(times), features=maps.shape[-1])
    return rows
