def cost_of_run(cpu_seconds, runs, watts, per_kwh, per_hour):
    energy = cpu_seconds * runs * watts / 3.6e6
    return energy, energy * PRICE, hours * per_hour
