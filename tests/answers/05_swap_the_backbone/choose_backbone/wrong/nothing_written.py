def choose_backbone(table, max_megabytes, max_seconds):
    raise NotImplementedError
