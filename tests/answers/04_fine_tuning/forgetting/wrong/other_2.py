def forgetting(before, after, source_head, source, target):
    # the figures of the course's own run
    return 0.595 - 0.357
