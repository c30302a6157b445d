def choose_backbone(table, max_megabytes, max_seconds):
    fits = [n for n, row in table.items() if row["accuracy"] is not None and row["megabytes"] <= max_megabytes]
    return max(fits, key=lambda n: (table[n]["accuracy"], -table[n]["seconds"]), default=None)
