"""Exercises of lesson 04, fine-tuning: how much was forgotten, and a rate for each layer."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]


class Forgetting(Exercise):
    """The drop in accuracy on the source task."""

    id = "04_fine_tuning.forgetting"
    points = 2
    cases = 1
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
        # Two networks in one case: a number that is the same for both, or fits one by chance, explains nothing.
        return {"runs": [self.draw(rng) for _ in range(2)]}

    def draw(self, rng) -> dict:
        """Two backbones and two tasks for which right and wrong answers are different numbers."""
        for _ in range(100):
            run = draw_forgetting(rng)
            others = (on_target(run), after_alone(run), 1 - after_alone(run))
            if 0.25 < drop(run) < 0.65 and min(abs(drop(run) - other) for other in others) > 0.05:
                return run
        raise RuntimeError("No case with distinct answers was drawn in 100 attempts.")

    def probe(self, forgetting, case):
        return {"measured": [self.measured(forgetting, run) for run in case["runs"]]}

    def measured(self, forgetting, run):
        """What the answer gives for one pair of backbones."""
        models = [dense_model(run[name]) for name in ("before", "after")]
        tasks = [(run[f"{name}_images"].copy(), run[f"{name}_labels"].copy()) for name in ("source", "target")]
        found = forgetting(*models, dense_model(run["head"], "softmax"), *tasks)
        return None if found is None else np.array(found, np.float64)

    def judge(self, seen, case) -> Verdict:
        runs, measured = case["runs"], seen["measured"]
        if any(one is None or one.size != 1 for one in measured):
            shape = next(one if one is None else one.shape for one in measured if one is None or one.size != 1)
            return self.wrong("other", f"forgetting gave {shape}; expected one number.")
        given = [one.item() for one in measured]

        def explains(measure) -> bool:
            return all(abs(value - measure(run)) < 0.001 for value, run in zip(given, runs, strict=True))

        before, after = accuracy(runs[0], "before", "source"), after_alone(runs[0])
        if explains(drop):
            return self.right(f"On the source task {before:.1%} were right before, and {after:.1%} afterwards.")
        told = f"You report {given[0]:.3g}, and {given[1]:.3g} for another backbone."
        for name, measures, question, share in WRONG_MEASURES:
            if any(map(explains, measures)):
                return self.wrong(name, f"{told} {question}", share)
        return self.wrong("other", f"{told} For the first, {before:.3g} were right before and {after:.3g} after.")


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


def drop(run: dict) -> float:
    """What is asked for."""
    return accuracy(run, "before", "source") - accuracy(run, "after", "source")


def on_target(run: dict) -> float:
    """The same on the other task."""
    return accuracy(run, "before", "target") - accuracy(run, "after", "target")


def after_alone(run: dict) -> float:
    """Accuracy on the source task afterwards."""
    return accuracy(run, "after", "source")


WRONG_MEASURES = [  # misconception, what it may compute, what to ask about it, share of the points
    ("wrong_sign", [lambda run: -drop(run)], "What has lost something has forgotten a positive share.", 0.5),
    ("percent", [lambda run: 100 * drop(run)], "Accuracies in this course are fractions, 0 to 1.", 0.5),
    (
        "relative",
        [lambda run: drop(run) / accuracy(run, "before", "source")],
        "That is a share of what there was before. Asked for: the drop itself.",
        0.5,
    ),
    ("only_after", [after_alone, lambda run: 1 - after_alone(run)], "That is what is left. And before?", 0.0),
    ("measures_target", [on_target, lambda run: -on_target(run)], "That is the target task. What came before it?", 0.0),
    (
        "measures_drift",
        [lambda run, i=i: drifts(run)[i] for i in range(10)],
        "Features moved so far. Answers too?",
        0.0,
    ),
]


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
