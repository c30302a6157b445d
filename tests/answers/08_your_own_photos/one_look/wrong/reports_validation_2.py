def one_look(candidates, validate, test):
    return max(((c, validate(c)) for c in candidates), key=lambda pair: pair[1])
