def sweep_rates(model, rates, train_at, measure):
    start = model.get_weights()
    best_rate, best_accuracy, best_weights = 0.0, measure(model), start
    for rate in rates:
        model.set_weights(start)
        train_at(model, rate)
        accuracy = measure(model)
        if accuracy > best_accuracy:
            best_rate, best_accuracy, best_weights = rate, accuracy, model.get_weights()
    model.set_weights(best_weights)
    return best_rate
