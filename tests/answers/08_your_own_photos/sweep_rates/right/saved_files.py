import tempfile
from pathlib import Path


def sweep_rates(model, rates, train_at, measure):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model.save_weights(folder / "0.weights.h5")
        accuracy = {"0": measure(model)}
        for number, rate in enumerate(rates, start=1):
            model.load_weights(folder / "0.weights.h5")
            train_at(model, rate)
            model.save_weights(folder / f"{number}.weights.h5")
            accuracy[str(number)] = measure(model)
        best = max(accuracy, key=accuracy.get)
        model.load_weights(folder / f"{best}.weights.h5")
    return rates[int(best) - 1] if best != "0" else 0.0
