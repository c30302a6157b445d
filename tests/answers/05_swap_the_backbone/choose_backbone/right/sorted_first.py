def choose_backbone(table, max_megabytes, max_seconds):
    measured = {n: r for n, r in table.items() if isinstance(r["accuracy"], float)}
    ranked = sorted(measured, key=lambda n: (-measured[n]["accuracy"], measured[n]["seconds"]))
    for name in ranked:
        if measured[name]["megabytes"] <= max_megabytes and measured[name]["seconds"] <= max_seconds:
            return name
