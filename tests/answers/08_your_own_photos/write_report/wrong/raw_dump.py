def write_report(results):
    return f"# Report\n\n{results}"
