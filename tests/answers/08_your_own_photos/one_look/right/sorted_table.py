def one_look(candidates, validate, test):
    table = sorted(((validate(candidate), candidate) for candidate in candidates), reverse=True)
    for accuracy, candidate in table:
        print(f"{candidate}: {accuracy:.1%}")
    chosen = table[0][1]
    final = test(chosen)
    print(f"chosen: {chosen}, {final:.1%} of the test photos")
    return chosen, final
