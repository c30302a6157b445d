def choose_backbone(table, max_megabytes, max_seconds):
    best = max(table, key=lambda n: table[n]["accuracy"] or 0)
    if table[best]["megabytes"] > max_megabytes and max_seconds > table[best]["seconds"]:
        best = None
