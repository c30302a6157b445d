def forgetting(before, after, source_head, source, target):
    raise NotImplementedError
