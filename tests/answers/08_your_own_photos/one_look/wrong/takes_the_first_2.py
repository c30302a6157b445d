def one_look(candidates, validate, test):
    best = 0
    for candidate in candidates:
        if validate(candidate) > best:
            chosen = candidate
    return chosen, test(chosen)
