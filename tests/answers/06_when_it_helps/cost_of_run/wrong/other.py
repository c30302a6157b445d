def cost_of_run(cpu_seconds, runs, watts, per_kwh, per_hour):
    hours = cpu_seconds * runs / 3600
    return hours * per_hour
