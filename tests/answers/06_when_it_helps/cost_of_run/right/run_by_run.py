def cost_of_run(cpu_seconds, runs, watts, per_kwh, per_hour):
    total = [0.0, 0.0, 0.0]
    for _ in range(runs):
        energy = cpu_seconds / 3600 * watts / 1000
        total = [total[0] + energy, total[1] + energy * per_kwh, total[2] + cpu_seconds / 3600 * per_hour]
    return total
