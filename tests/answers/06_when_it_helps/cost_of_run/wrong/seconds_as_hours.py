def cost_of_run(cpu_seconds, runs, watts, per_kwh, per_hour):
    energy = cpu_seconds * runs * watts / 1000
    return energy, energy * per_kwh, cpu_seconds * runs * per_hour
