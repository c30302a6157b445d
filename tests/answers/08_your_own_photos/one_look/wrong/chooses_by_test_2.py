def one_look(candidates, validate, test):
    results = {candidate: (validate(candidate) + test(candidate)) / 2 for candidate in candidates}
    best = max(candidates, key=lambda candidate: test(candidate))
    return best, results[best]
