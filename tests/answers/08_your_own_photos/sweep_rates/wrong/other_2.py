def sweep_rates(model, rates, train_at, measure):
    start = model.get_weights()
    for rate in rates:
        model.set_weights(start)
        train_at(model, rate)
        measure(model)
