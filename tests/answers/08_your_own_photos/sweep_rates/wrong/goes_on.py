def sweep_rates(model, rates, train_at, measure):
    best_rate, best_accuracy, best_weights = 0.0, measure(model), model.get_weights()
    for rate in rates:
        train_at(model, rate)
        accuracy = measure(model)
        if accuracy > best_accuracy:
            best_rate, best_accuracy, best_weights = rate, accuracy, model.get_weights()
    model.set_weights(best_weights)
    return best_rate
