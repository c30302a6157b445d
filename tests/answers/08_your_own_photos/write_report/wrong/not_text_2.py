def write_report(results):
    return [f"{name}: {value}" for name, value in results.items()]
