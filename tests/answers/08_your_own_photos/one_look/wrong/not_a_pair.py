def one_look(candidates, validate, test):
    return test(max(candidates, key=validate))
