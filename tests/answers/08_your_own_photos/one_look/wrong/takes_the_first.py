def one_look(candidates, validate, test):
    return candidates[0], test(candidates[0])
