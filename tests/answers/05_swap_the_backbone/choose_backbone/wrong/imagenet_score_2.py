def choose_backbone(table, max_megabytes, max_seconds):
    fits = [n for n, row in table.items() if row["megabytes"] <= max_megabytes and row["seconds"] <= max_seconds]
    return max(fits, key=lambda n: table[n]["imagenet"], default=None)
