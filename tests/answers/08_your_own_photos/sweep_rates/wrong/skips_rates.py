def sweep_rates(model, rates, train_at, measure):
    start, before = model.get_weights(), measure(model)
    for rate in sorted(rates):
        train_at(model, rate)
        if measure(model) > before:
            return rate
        model.set_weights(start)
    return 0.0
