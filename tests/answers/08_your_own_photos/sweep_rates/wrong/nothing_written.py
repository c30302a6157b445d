def sweep_rates(model, rates, train_at, measure):
    raise NotImplementedError
