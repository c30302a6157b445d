def one_look(candidates, validate, test):
    best = max(candidates, key=test)
    return best, test(best)
