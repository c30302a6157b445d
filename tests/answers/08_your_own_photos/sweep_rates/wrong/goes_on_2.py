def sweep_rates(model, rates, train_at, measure):
    best_rate, best_accuracy, best_model = 0.0, measure(model), model
    for rate in rates:
        trial = model
        train_at(trial, rate)
        if measure(trial) > best_accuracy:
            best_rate, best_accuracy, best_model = rate, measure(trial), trial
    model = best_model
    return best_rate
