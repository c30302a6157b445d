def cost_of_run(cpu_seconds, runs, watts, per_kwh, per_hour):
    raise NotImplementedError
