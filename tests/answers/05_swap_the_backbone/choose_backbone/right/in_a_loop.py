def choose_backbone(table, max_megabytes, max_seconds):
    best = None
    for name in table:
        row = table[name]
        if row["accuracy"] is None or row["megabytes"] > max_megabytes or row["seconds"] > max_seconds:
            continue
        if best is None or row["accuracy"] > table[best]["accuracy"]:
            best = name
        elif row["accuracy"] == table[best]["accuracy"] and row["seconds"] < table[best]["seconds"]:
            best = name
    return best
