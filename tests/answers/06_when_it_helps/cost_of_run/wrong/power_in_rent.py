def cost_of_run(cpu_seconds, runs, watts, per_kwh, per_hour):
    hours = cpu_seconds * runs / 3600
    energy = hours * watts / 1000
    return energy, energy * per_kwh, hours * per_hour + energy * per_kwh
