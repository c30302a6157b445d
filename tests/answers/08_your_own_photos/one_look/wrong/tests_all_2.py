def one_look(candidates, validate, test):
    for candidate in candidates:
        print(candidate, validate(candidate), test(candidate))
    best = max(candidates, key=validate)
    return best, test(best)
