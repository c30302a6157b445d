def one_look(candidates, validate, test):
    accuracies = validate(candidates)
    chosen = candidates[accuracies.argmax()]
    return chosen, test(chosen)
