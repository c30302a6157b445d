def forgetting(before, after, source_head, source, target):
    return before.evaluate(*source)[1] - after.evaluate(*source)[1]
