"""Exercises of lesson 04, fine-tuning: how much was forgotten, and a rate for each layer."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]


class Forgetting(Exercise):
    """The drop in accuracy on the source task."""

    id = "04_fine_tuning.forgetting"
    points = 2
    seconds = 30.0
    misconceptions = {
        "measures_target": "What the network has forgotten shows on the photos that it is trained on now.",
        "wrong_sign": "Forgetting is what has been gained on the source task.",
        "relative": "A drop is a share of what there was before.",
        "only_after": "The accuracy afterwards says it all.",
        "measures_drift": "How far the features have moved is how much was forgotten.",
        "percent": "An accuracy is a number from 0 to 100.",
        "other": "Something else.",
    }

    def case(self, rng):
        for _ in range(100):
            case = draw_forgetting(rng)
            before, after = accuracy(case, "before", "source"), accuracy(case, "after", "source")
            on_target = accuracy(case, "before", "target") - accuracy(case, "after", "target")
            drop = before - after
            if 0.25 < drop < 0.65 and min(abs(drop - other) for other in (on_target, after, 1 - after)) > 0.05:
                return case
        raise RuntimeError("No case with distinct answers was drawn in 100 attempts.")

    def probe(self, forgetting, case):
        models = [dense_model(case[name]) for name in ("before", "after")]
        tasks = [(case[f"{name}_images"].copy(), case[f"{name}_labels"].copy()) for name in ("source", "target")]
        measured = forgetting(*models, dense_model(case["head"], "softmax"), *tasks)
        return {"measured": None if measured is None else np.array(measured, np.float64)}

    def judge(self, seen, case) -> Verdict:
        given = seen["measured"]
        if given is None or given.size != 1:
            return self.wrong(
                "other", f"forgetting gave {given if given is None else given.shape}; expected one number."
            )
        given = given.item()
        before, after = accuracy(case, "before", "source"), accuracy(case, "after", "source")
        on_target = accuracy(case, "before", "target") - accuracy(case, "after", "target")
        told = f"You report {given:.3g}."

        def near(value: float) -> bool:
            return abs(given - value) < 0.004

        if near(before - after):
            return self.right(f"On the source task {before:.1%} were right before, and {after:.1%} afterwards.")
        if near(after - before):
            return self.wrong(
                "wrong_sign", f"{told} A network that has lost something has forgotten a positive share.", 0.5
            )
        if near(100 * (before - after)):
            return self.wrong("percent", f"{told} Accuracies in this course are fractions, 0 to 1.", 0.5)
        if near((before - after) / before):
            return self.wrong("relative", f"{told} That is a share of {before:.3g}. Asked for: the drop itself.", 0.5)
        if near(after) or near(1 - after):
            return self.wrong("only_after", f"{told} That comes from {after:.3g} afterwards alone. And before?")
        if near(on_target) or near(-on_target):
            return self.wrong(
                "measures_target", f"{told} That is a change on the target task. What was known before it?"
            )
        if any(near(drift) for drift in drifts(case)):
            return self.wrong("measures_drift", f"{told} Features have moved by that much. Are answers wrong for it?")
        return self.wrong("other", f"{told} On the source task {before:.3g} were right before and {after:.3g} after.")


def draw_forgetting(rng: np.random.Generator) -> dict:
    """A backbone before and after, a source head, and photos with labels of two tasks; all linear."""
    pixels, features, classes, n = 12, 16, 5, 200
    before = rng.normal(0, 1, (pixels, features))
    drawn = {
        "before": before,
        "after": before + rng.uniform(0.5, 1.5) * rng.normal(0, 1, before.shape),
        "head": rng.normal(0, 0.3, (features, classes)),
    }
    case = {name: weights.astype(np.float32) for name, weights in drawn.items()}
    for task, unsure in (("source", 0.1), ("target", 0.45)):
        images = rng.normal(0, 1, (n, 2, 2, 3)).astype(np.float32)
        sure = (images.reshape(n, -1) @ case["before"] @ case["head"]).argmax(axis=1)
        case[f"{task}_images"] = images
        case[f"{task}_labels"] = np.where(rng.uniform(size=n) < unsure, rng.integers(0, classes, n), sure)
    return case


def features_of(case: dict, state: str, task: str) -> np.ndarray:
    """What the backbone, before or after, says about a task's photos."""
    images = case[f"{task}_images"]
    return images.reshape(len(images), -1) @ case[state]


def accuracy(case: dict, state: str, task: str) -> float:
    """Accuracy of backbone and source head on a task."""
    scores = features_of(case, state, task) @ case["head"]
    return float((scores.argmax(axis=1) == case[f"{task}_labels"]).mean())


def drifts(case: dict) -> list[float]:
    """How far the features moved, in a few usual measures."""
    found = []
    for task in ("source", "target"):
        before, after = features_of(case, "before", task), features_of(case, "after", task)
        norms = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
        cosine = float(((before * after).sum(axis=1) / norms).mean())
        distance = np.linalg.norm(after - before, axis=1)
        found += [cosine, 1 - cosine, np.abs(after - before).mean(), distance.mean(), ((after - before) ** 2).mean()]
    return found


def dense_model(kernel: np.ndarray, activation: str | None = None):
    """Flatten and one dense layer without a bias."""
    keras = import_keras()
    shape = (2, 2, 3) if activation is None else (len(kernel),)
    layer = keras.layers.Dense(kernel.shape[1], use_bias=False, activation=activation)
    model = keras.Sequential([keras.Input(shape), keras.layers.Flatten(), layer])
    layer.set_weights([kernel])
    return model


class LayerwiseRates(Exercise):
    """Compile a model so that each layer learns with Adam at a rate of its own."""

    id = "04_fine_tuning.layerwise_rates"
    points = 3
    cases = 1
    seconds = 45.0
    misconceptions = {
        "one_rate": "One rate for all; or smaller gradients make smaller steps, also for Adam.",
        "reversed": "The layers near the photo need the largest steps.",
        "kernels_only": "A layer is its kernel.",
        "matches_too_much": "A name that begins alike is the same name.",
        "freezes_layers": "A low rate is no rate.",
        "not_compiled": "An optimizer that has been made is in use.",
        "unused_rates": "The rates are those of the lesson; or a pattern that matches no variable does no harm.",
        "other": "Something else.",
    }

    def case(self, rng):
        stem, n = ["block", "stage", "part"][int(rng.integers(3))], int(rng.integers(2, 4))
        names = [f"{stem}_{i}" for i in (1, 12, 123)[:n]] + ["head"]
        highest = rng.uniform(-3, -2.2)
        rates = [float(10 ** (highest - step)) for step in np.sort(rng.uniform(0.4, 0.7, len(names)).cumsum())]
        return {"seed": int(rng.integers(1000)), "names": names, "rates": rates[::-1]}

    def probe(self, layerwise_rates, case):
        keras = import_keras()
        keras.utils.set_random_seed(case["seed"])
        *below, head = case["names"]
        layers = [keras.layers.Conv2D(4, 3, activation="tanh", name=name) for name in below]
        layers.append(keras.layers.Dense(4, activation="softmax", name=head))
        layers[0].supports_jit = False  # whoever compiles without a word about XLA would wait for it
        inputs = x = keras.Input((9, 9, 3))
        for layer in (*layers[:-1], keras.layers.GlobalAveragePooling2D(), layers[-1]):
            x = layer(x)
        model = keras.Model(inputs, x)
        layerwise_rates(model, dict(zip(case["names"], case["rates"], strict=True)))
        if not model.compiled:
            return {"compiled": False}
        before = [layer.get_weights() for layer in layers]
        pixels = np.random.default_rng(case["seed"]).uniform(0, 1, (8, 9, 9, 3)).astype("float32")
        try:
            model.fit(pixels, np.arange(8) % 4, batch_size=8, verbose=0)
        except ValueError as error:
            if "Multiple optimizers" not in str(error):
                raise
            return {"compiled": True, "claimed_twice": True}
        return {
            "compiled": True,
            "moved": [
                [float(np.abs(new - old).max()) for new, old in zip(layer.get_weights(), weights, strict=True)]
                for layer, weights in zip(layers, before, strict=True)
            ],
        }

    def judge(self, seen, case) -> Verdict:
        if not seen["compiled"]:
            return self.wrong("not_compiled", "The model has no optimizer yet. Which call takes it, and the loss?")
        if "claimed_twice" in seen:
            told = f"Two patterns claim one variable. The layers are called {', '.join(case['names'])}."
            return self.wrong("matches_too_much", f"{told} Where does a layer's name end in a variable's path?", 0.5)
        moved, rates = np.array(seen["moved"]), np.array(case["rates"])
        kernels = moved[:, 0]
        told = "The first step moved " + ", ".join(
            f"{name} by {step:.1e} (asked for {rate:.1e})"
            for name, step, rate in zip(case["names"], kernels, rates, strict=True)
        )

        def close(a, b) -> bool:
            return bool(np.allclose(a, b, rtol=0.15, atol=0))

        if close(kernels, rates) and close(moved[:, 1], rates):
            return self.right(f"{told}: each layer at its own rate.")
        if close(kernels, rates):
            return self.wrong("kernels_only", "Each kernel learns at its rate, and the biases do not.", 0.5)
        if (kernels == 0).any():
            return self.wrong("freezes_layers", f"{told}. Zero is no rate.")
        if not any(close(step, rate) for step in kernels for rate in rates):
            return self.wrong("unused_rates", f"{told}. None of these steps comes from the rates that were given.")
        if close(kernels, kernels[0]):
            return self.wrong("one_rate", f"{told}. Adam divides by the size of the gradient: who sets the step?")
        if close(kernels, rates[::-1]):
            return self.wrong("reversed", f"{told}. Which end of the network has most to lose?", 0.5)
        if close(kernels[[0, -1]], rates[[0, -1]]) and close(kernels[1:-1], rates[0]):
            return self.wrong("matches_too_much", f"{told}. Which names begin alike?", 0.5)
        return self.wrong("other", f"{told}.")


EXERCISES = [Forgetting(), LayerwiseRates()]
