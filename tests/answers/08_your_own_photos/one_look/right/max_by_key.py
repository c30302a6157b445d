def one_look(candidates, validate, test):
    best = max(candidates, key=validate)
    return best, test(best)
