def one_look(candidates, validate, test):
    accuracies = {candidate: validate(candidate) for candidate in candidates}
    best = max(accuracies, key=accuracies.get)
    test(best)
    return best, accuracies[best]
