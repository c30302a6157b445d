def sweep_rates(model, rates, train_at, measure):
    start = model.weights
    for rate in rates:
        model.load(start)
        train_at(model, rate)
