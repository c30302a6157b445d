def one_look(candidates, validate, test):
    on_validation = {candidate: validate(candidate) for candidate in candidates}
    on_test = {candidate: test(candidate) for candidate in candidates}
    best = max(on_validation, key=on_validation.get)
    return best, on_test[best]
