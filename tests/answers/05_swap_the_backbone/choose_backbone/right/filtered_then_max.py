def choose_backbone(table, max_megabytes, max_seconds):
    fits = [
        name
        for name, row in table.items()
        if row["accuracy"] is not None and row["megabytes"] <= max_megabytes and row["seconds"] <= max_seconds
    ]
    return max(fits, key=lambda name: (table[name]["accuracy"], -table[name]["seconds"]), default=None)
