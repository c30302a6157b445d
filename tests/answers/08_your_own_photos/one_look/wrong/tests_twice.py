def one_look(candidates, validate, test):
    best = max(candidates, key=validate)
    print("test accuracy", test(best))
    return best, test(best)
