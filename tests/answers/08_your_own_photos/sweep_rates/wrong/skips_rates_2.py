def sweep_rates(model, rates, train_at, measure):
    before, start = measure(model), model.get_weights()
    train_at(model, min(rates))
    if measure(model) > before:
        return min(rates)
    model.set_weights(start)
    return 0.0
