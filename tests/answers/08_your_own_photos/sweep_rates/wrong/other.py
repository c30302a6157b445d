def sweep_rates(model, rates, train_at, measure):
    start = model.get_weights()
    best = 0.0
    for rate in rates:
        model.set_weights(start)
        train_at(model, rate)
        best = max(best, measure(model))
    return best
