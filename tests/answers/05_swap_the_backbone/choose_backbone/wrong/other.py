# the second best, to be on the safe side
def choose_backbone(table, max_megabytes, max_seconds):
    fits = [n for n, row in table.items() if row["accuracy"] is not None and row["megabytes"] <= max_megabytes and row["seconds"] <= max_seconds]
    fits.sort(key=lambda n: (table[n]["accuracy"], -table[n]["seconds"]))
    return fits[-2] if len(fits) > 1 else fits[0] if fits else None
