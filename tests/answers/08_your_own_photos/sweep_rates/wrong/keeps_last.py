def sweep_rates(model, rates, train_at, measure):
    start = model.get_weights()
    accuracies = {0.0: measure(model)}
    for rate in rates:
        model.set_weights(start)
        train_at(model, rate)
        accuracies[rate] = measure(model)
    return max(accuracies, key=accuracies.get)
