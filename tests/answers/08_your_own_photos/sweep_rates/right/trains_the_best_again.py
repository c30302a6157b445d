def sweep_rates(model, rates, train_at, measure):
    start = model.get_weights()
    accuracies = {0: measure(model)}
    for rate in sorted(rates):
        train_at(model, rate)
        accuracies[rate] = measure(model)
        model.set_weights(start)
    best = max(accuracies, key=accuracies.get)
    if best:
        train_at(model, best)
    return best
