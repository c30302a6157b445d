import numpy as np


def cost_of_run(cpu_seconds, runs, watts, per_kwh, per_hour):
    joules = watts * cpu_seconds * runs
    kwh = joules / 3.6e6
    return np.array([kwh, kwh * per_kwh, runs * (cpu_seconds / 60) / 60 * per_hour])
