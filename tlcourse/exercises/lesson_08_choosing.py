"""Exercises of lesson 08, your own photos: a frozen base, a rate chosen on validation photos, one look at the test."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import as_plain, is_number, told
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]

SIDE, EPOCHS = 6, 12
MAPS = 128  # many, so that few small steps are enough


class HeadFirst(Exercise):
    """A new head, trained on a base that does not move at all."""

    id = "08_your_own_photos.head_first"
    points = 3
    cases = 1
    seconds = 45.0
    misconceptions = {
        "base_moves": "A head on top is what learns; the base stays by itself.",
        "statistics_move": "Frozen weights are a frozen base.",
        "not_trained": "A model that is built, or compiled, has learned.",
        "hard_coded": "The number of classes is the course's own.",
        "no_softmax": "Scores are probabilities.",
        "another_base": "A base of the same architecture is the same base.",
        "returns_nothing": "What a function has trained comes back by itself.",
        "other": "Something else.",
    }

    def case(self, rng):
        classes = int(rng.integers(4, 8))
        labels = rng.permutation(np.arange(32 * classes) % classes)
        colours = rng.permutation(np.stack(np.meshgrid(*[[-0.8, 0.8]] * 3), axis=-1).reshape(-1, 3))[:classes]
        pixels = colours[labels][:, None, None] + rng.normal(0, 0.15, (len(labels), SIDE, SIDE, 3))
        return {
            "n_classes": classes,
            "kernel": rng.normal(0, 1.5, (3, MAPS)).astype(np.float32),
            "pixels": pixels.astype(np.float32),
            "labels": labels,
            "colours": colours.astype(np.float32),
        }

    def probe(self, head_first, case):
        keras = import_keras()
        keras.utils.set_random_seed(1)
        base = base_with_norm(case["kernel"])
        before = [np.array(weight) for weight in base.get_weights()]
        model = head_first(base, case["n_classes"], case["pixels"].copy(), case["labels"].copy(), EPOCHS)
        after = base.get_weights()
        if not isinstance(model, keras.Model):
            return {"type": type(model).__name__}
        clean = np.broadcast_to(case["colours"][:, None, None], (case["n_classes"], SIDE, SIDE, 3))
        scores = np.array(model(clean, training=False), np.float64)
        held = {id(variable) for variable in model.variables}
        return {
            "scores": scores,
            "moved": [float(np.abs(new - old).max()) for new, old in zip(after, before, strict=True)],
            "inside": sum(id(variable) in held for variable in base.variables),
        }

    def judge(self, seen, case) -> Verdict:
        if "type" in seen:
            message = f"head_first gave {seen['type']}. Wanted is the trained keras.Model, base and head."
            return self.wrong("returns_nothing", message)
        scores, n = seen["scores"], case["n_classes"]
        if scores.ndim != 2:
            message = f"{n} photos gave an output of shape {scores.shape}: wanted is one row a photo."
            return self.wrong("other", f"{message} What comes between maps and head?")
        if scores.shape[1] != n:
            return self.wrong("hard_coded", f"{n} photos of {n} classes gave an output of shape {scores.shape}.")
        if not seen["inside"]:
            message = "The base that you were given is not in the model. A copy or a new one: which weights has it?"
            return self.wrong("another_base", message)
        kernel, *norm = seen["moved"]
        if kernel:
            message = f"The weights of the base moved, by up to {kernel:.2g}. When did you freeze it, and what exactly?"
            return self.wrong("base_moves", message)
        if any(norm):
            message = f"The kernels stayed, and numbers of BatchNormalization moved by up to {max(norm):.2g}."
            return self.wrong("statistics_move", f"{message} Is the base frozen, or only some weights in it?", 0.5)
        if not np.allclose(scores.sum(axis=1), 1, atol=1e-3) or scores.min() < 0:
            message = f"The outputs of a photo add up to {scores.sum(axis=1)[0]:.3g}. Are these probabilities?"
            return self.wrong("no_softmax", message, 0.5)
        right = float(np.mean(scores.argmax(axis=1) == np.arange(n)))
        if right < 0.7 or float(np.diag(scores).mean()) < 1.6 / n:
            message = f"The base stayed, and {right:.0%} of very clear photos are named rightly."
            return self.wrong("not_trained", f"{message} Was the head fitted, for the epochs asked for?")
        return self.right("The head has learned, and no number of the base has moved.")


def base_with_norm(kernel: np.ndarray):
    """A base for photos of SIDE px: a convolution, BatchNormalization, ReLU; trainable, as a base comes."""
    keras = import_keras()
    layers = keras.layers
    inputs = keras.Input((SIDE, SIDE, 3))
    norm = layers.BatchNormalization(momentum=0.9)
    x = norm(layers.Conv2D(kernel.shape[1], 1, use_bias=False)(inputs))
    base = keras.Model(inputs, layers.ReLU()(x), name="base")
    base.layers[1].set_weights([kernel[None, None]])
    base.layers[1].supports_jit = False  # whoever compiles without a word about XLA would wait for it
    return base


class SweepRates(Exercise):
    """Try learning rates, each from the same start, choose on validation photos; keep the start if nothing beats it."""

    id = "08_your_own_photos.sweep_rates"
    points = 4
    misconceptions = {
        "goes_on": "Each rate may go on from where the one before it ended.",
        "chooses_by_training": "The rate with the highest training accuracy is the best one.",
        "always_tunes": "Fine-tuning is a step that is taken, whether or not it helps.",
        "keeps_last": "The model has the weights of the best rate by itself.",
        "skips_rates": "The first rate that helps, or a favourite one, will do.",
        "worst_rate": "Accuracy is better when it is lower.",
        "other": "Something else.",
    }

    def case(self, rng):
        rates = [
            float(f"{rate:.2g}") for rate in np.sort(10 ** rng.uniform([-6, -5, -4, -3], [-5.2, -4.2, -3.2, -2.2]))
        ]
        # The best is never the last one that is tried: not in the order given, and not from low to high or back.
        order = rng.permutation(4)
        best = int(rng.choice([k for k in range(3) if order[k] in (1, 2)]))
        accuracies = rng.permutation(np.arange(0.50, 0.62, 0.04)) + rng.uniform(0, 0.02, 3)
        helped = np.insert(accuracies, best, 0.74 + rng.uniform(0, 0.05))
        # What does best on the photos it trained on is neither the best nor the worst on others.
        favourite = rng.choice([k for k in range(4) if k not in (best, helped.argmin())])
        on_training = rng.uniform(0.85, 0.95, 4)
        on_training[favourite] = rng.uniform(0.96, 0.99)
        return {
            "rates": [rates[i] for i in order],
            "on_training": on_training,
            "on_validation": np.stack([helped, helped - 0.1]),
            "at_the_start": np.array([0.66, 0.72 + rng.uniform(0, 0.02)]),
            "start": rng.normal(0, 1, 4).astype(np.float32),
        }

    def probe(self, sweep_rates, case):
        return {"runs": [self.probe_run(sweep_rates, case, i) for i in range(2)]}

    def probe_run(self, sweep_rates, case, run: int) -> dict:
        """One sweep over a stand-in for training: rate k moves weight k by 1, so that weights tell what was done."""
        keras = import_keras()
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, use_bias=False)])
        model.set_weights([case["start"][:, None]])
        rates, trained, measured = case["rates"], [], []

        def done_to(some_model):
            return np.round(some_model.get_weights()[0][:, 0] - case["start"]).astype(int)

        def train_at(some_model, rate):
            k = int(np.argmin(np.abs(np.log(np.array(rates) / rate))))
            before = done_to(some_model)
            trained.append([k, before.tolist()])
            some_model.set_weights([(case["start"] + before + np.eye(4, dtype=int)[k])[:, None].astype("float32")])
            return float(case["on_training"][k])

        def measure(some_model):
            done = done_to(some_model)
            measured.append(done.tolist())
            if not done.any():
                return float(case["at_the_start"][run])
            return float(case["on_validation"][run][done.argmax()]) if done.sum() == 1 else 0.3 + 0.01 * done[0]

        given = as_plain(sweep_rates(model, list(rates), train_at, measure))
        return {"given": given, "trained": trained, "measured": measured, "ends": done_to(model)}

    def judge(self, seen, case) -> Verdict:
        verdicts = [self.judge_run(run, case, i) for i, run in enumerate(seen["runs"])]
        return next((verdict for verdict in verdicts if verdict), None) or self.right(
            "Each rate from the same start, chosen on validation photos; where none helped, the start was kept."
        )

    def judge_run(self, seen, case, run: int) -> Verdict | None:
        """The first thing that is wrong with one sweep; in the second one no rate beats the start."""
        rates, given = case["rates"], seen["given"]
        late = [k for k, before in seen["trained"] if any(before)]
        if late:
            message = f"Training at {rates[late[0]]:g} began with weights that another rate had already changed."
            return self.wrong("goes_on", f"{message} Which start do you want to compare from?")
        tried = {k for k, _ in seen["trained"]}
        if not is_number(given):
            return self.wrong("other", f"You give {told(given)}. Wanted is the chosen rate, or 0 for none.")
        if len(tried) < len(rates):
            message = f"{len(tried)} of {len(rates)} rates were tried. Which is best, only all of them together tell."
            return self.wrong("skips_rates", message, 0.25)
        accuracies = case["on_validation"][run]
        wanted = rates[int(accuracies.argmax())] if run == 0 else 0.0
        start = case["at_the_start"][run]
        if abs(given - wanted) > 1e-9:
            said = f"You chose {given:g}; at the start {start:.2f} of the validation photos were right."
            chosen = next((k for k, rate in enumerate(rates) if abs(rate - given) < 1e-9), None)
            if chosen is None:
                return self.wrong("other", f"{said} The rates were {', '.join(f'{rate:g}' for rate in rates)}.")
            said += f" {given:g} gave {accuracies[chosen]:.2f}"
            if chosen == case["on_training"].argmax():
                return self.wrong("chooses_by_training", f"{said}, and most on the photos it trained on.", 0.25)
            if chosen == accuracies.argmax():
                return self.wrong("always_tunes", f"{said}. Is that better than doing nothing?", 0.5)
            if chosen == accuracies.argmin():
                return self.wrong("worst_rate", f"{said}, the least of all. Which way do you sort?", 0.25)
            return self.wrong("other", f"{said}. The best had {accuracies.max():.2f}.")
        ends = np.zeros(4, int) if run else np.eye(4, dtype=int)[int(accuracies.argmax())]
        if not np.array_equal(seen["ends"], ends):
            where = "the start" if not seen["ends"].any() else f"rate {rates[int(seen['ends'].argmax())]:g}"
            message = f"You chose {given:g}, and the model ends with the weights of {where}."
            return self.wrong("keeps_last", f"{message} Who puts the right ones back?", 0.5)
        return None


EXERCISES = [HeadFirst(), SweepRates()]
