def one_look(candidates, validate, test):
    best, highest = None, -1
    for candidate in candidates:
        accuracy = validate(candidate)
        if accuracy > highest:
            best, highest = candidate, accuracy
    return [best, test(best)]
