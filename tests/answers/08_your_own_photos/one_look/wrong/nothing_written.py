def one_look(candidates, validate, test):
    raise NotImplementedError
