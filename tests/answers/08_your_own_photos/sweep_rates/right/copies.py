import keras


def sweep_rates(model, rates, train_at, measure):
    before, found = measure(model), []
    for rate in rates:
        twin = keras.models.clone_model(model)
        twin.set_weights(model.get_weights())
        train_at(twin, rate)
        found.append((measure(twin), rate, twin))
    accuracy, rate, twin = max(found, key=lambda each: each[0])
    if accuracy <= before:
        return 0
    model.set_weights(twin.get_weights())
    return rate
