def one_look(candidates, validate, test):
    chosen = sorted(candidates, key=validate)[0]
    return chosen, test(chosen)
