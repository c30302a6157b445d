def sweep_rates(model, rates, train_at, measure):
    start = model.get_weights()
    results = {}
    for rate in rates:
        model.set_weights(start)
        train_at(model, rate)
        results[rate] = measure(model), model.get_weights()
    best = max(results, key=lambda rate: results[rate][0])
    model.set_weights(results[best][1])
    return best
