def one_look(candidates, validate, test):
    chosen = max(candidates, key=validate)
    return chosen, 1 - test(chosen)
