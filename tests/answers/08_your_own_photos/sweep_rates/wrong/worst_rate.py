def sweep_rates(model, rates, train_at, measure):
    start = model.get_weights()
    found = []
    for rate in rates:
        model.set_weights(start)
        train_at(model, rate)
        found.append((measure(model), rate))
    accuracy, rate = sorted(found)[0]
    model.set_weights(start)
    train_at(model, rate)
    return rate
