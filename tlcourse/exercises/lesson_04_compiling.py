"""Exercises of lesson 04, fine-tuning: compile after unfreezing, then go on at a low rate."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.lesson_04 import PARTS, base_of_blocks
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]


class Recompile(Exercise):
    """Unfreeze a base in a model that has been compiled and fitted, so that the next fit trains it."""

    id = "04_fine_tuning.recompile"
    points = 3
    cases = 1
    seconds = 45.0
    misconceptions = {
        "no_compile": "What `trainable` says counts at once.",
        "compile_before_flip": "Compiling and unfreezing may come in any order.",
        "no_flip": "Compiling anew frees the base.",
        "part_of_base": "The last layer of the base is the base.",
        "old_optimizer": "An optimizer that has learned the head can go on with further weights.",
        "weights_lost": "A model has to be built anew to be compiled anew.",
        "other_rate": "The rate is the one of before, or Keras' own.",
        "other_optimizer": "Any optimizer takes the same steps at the same rate.",
        "other_loss": "Any loss will do.",
        "no_metric": "Accuracy is reported by itself.",
        "head_frozen": "Now it is the base's turn; the head rests.",
    }

    def case(self, rng):
        return {
            "seed": int(rng.integers(1000)),
            "learning_rate": float(10 ** rng.uniform(-4.5, -3.2)),
            "labels": rng.integers(0, 4, 8),
        }

    def probe(self, recompile, case):
        keras = import_keras()
        keras.utils.set_random_seed(case["seed"])
        base = keras.Sequential(
            [keras.Input((6, 6, 3))] + [keras.layers.Conv2D(4, 3, activation="tanh") for _ in range(2)], name="base"
        )
        top = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(4, activation="softmax", name="head")]
        model = keras.Sequential([keras.Input((6, 6, 3)), base, *top])
        base.supports_jit = False  # whoever compiles without a word about XLA would wait for it
        pixels = np.random.default_rng(case["seed"]).uniform(0, 1, (8, 6, 6, 3)).astype("float32")
        base.trainable = False
        model.compile(keras.optimizers.Adam(1e-2), "sparse_categorical_crossentropy", jit_compile=False)
        model.fit(pixels, case["labels"], batch_size=8, verbose=0)
        before, optimizer, flags = model.get_weights(), model.optimizer, []
        compiles = model.compile

        def base_is_on() -> bool:
            return bool({id(v) for v in base.variables} & {id(v) for v in model.trainable_variables})

        def noting(*arguments, **options):
            flags.append(base_is_on())
            return compiles(*arguments, **options)

        model.compile = noting
        recompile(model, base, case["learning_rate"])
        kept = all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
        probabilities = np.asarray(model(pixels))
        seen = {"on_at_compile": flags, "base_on": base_is_on(), "kept": kept, "probabilities": probabilities}
        seen["new_optimizer"] = model.optimizer is not optimizer
        try:
            history = model.fit(pixels, case["labels"], batch_size=8, verbose=0).history
        except Exception as error:  # TensorFlow's own errors have no common class
            return seen | {"refused": " ".join(str(error).split())[:90]}
        moved = [np.asarray(new - old) for new, old in zip(model.get_weights(), before, strict=True)]
        rate = getattr(model.optimizer, "learning_rate", np.nan)
        return seen | {
            "base_moved": [float(np.abs(change).max()) for change in moved[:4]],
            "head_moved": np.abs(moved[4]),
            "rate": float(rate) if np.ndim(rate) == 0 else np.nan,
            "reported": {name: float(values[0]) for name, values in history.items()},
        }

    def judge(self, seen, case) -> Verdict:
        if not seen["kept"]:
            return self.wrong("weights_lost", "After recompile the weights are others. Compiling changes no weight.")
        if "refused" in seen:
            name = "old_optimizer" if "variable" in seen["refused"] else "other_loss"
            return self.wrong(name, f"The next fit ended in an error: “{seen['refused']}…”. What was it compiled with?")
        moved = [change > 0 for change in seen["base_moved"]]
        told = f"In the next fit {sum(moved)} of {len(moved)} weights of the base moved."
        if not any(moved) and seen["base_on"]:
            return self.wrong(
                "no_compile", f"{told} They are trainable by now. The step that `fit` takes was made before that."
            )
        if not any(moved):
            return self.wrong("no_flip", f"{told} None of them is trainable, however often the model is compiled.")
        if not all(moved):
            return self.wrong("part_of_base", f"{told} All of them were meant.", 0.5)
        return self.judge_step(seen, case)

    def judge_step(self, seen, case) -> Verdict:
        """The first step of Adam moves each weight by the learning rate."""
        step, rate = float(np.median(seen["head_moved"])), case["learning_rate"]
        if step == 0:
            return self.wrong(
                "head_frozen", "The base trains now, and the head does not any more. Was that meant?", 0.5
            )
        even = seen["head_moved"].max() < 1.3 * step
        told = f"The first step moved a weight of the head by {step:.2g}; the rate asked for is {rate:.2g}."
        if not even or not 0.8 < step / rate < 1.25:
            if even and not 0.9 < seen["rate"] / rate < 1.1:
                return self.wrong("other_rate", f"{told} The optimizer says {seen['rate']:.2g}. Who told it so?", 0.5)
            return self.wrong("other_optimizer", f"{told} Adam moves every weight by the rate in its first step.", 0.5)
        own = float(-np.log(seen["probabilities"][np.arange(8), case["labels"]]).mean())
        loss = seen["reported"]["loss"]
        if abs(loss - own) > 0.02 * own:
            return self.wrong("other_loss", f"The loss is {loss:.3g}; the cross-entropy of that batch {own:.3g}.", 0.5)
        if not any("acc" in name for name in seen["reported"]):
            return self.wrong("no_metric", f"The next fit reports {', '.join(seen['reported'])}, and no accuracy.", 0.5)
        if not any(seen["on_at_compile"]) and seen["on_at_compile"]:
            return self.wrong(
                "compile_before_flip",
                "The base trains, by luck: it was still frozen when you compiled, and no fit came in between. "
                "Which order counts in any case?",
                0.5,
            )
        return self.right("Unfrozen, then compiled: the next fit trains all of it, at the rate asked for.")


class FineTune(Exercise):
    """The second step: unfreeze the top under a trained head, protect BatchNormalization, compile, go on slowly."""

    id = "04_fine_tuning.fine_tune"
    points = 4
    cases = 1
    seconds = 60.0
    misconceptions = {
        "rate_too_high": "The rate that was right for the head is right for the backbone.",
        "rate_too_low": "The lower the rate, the better.",
        "fresh_head": "Each step of training begins with a new head.",
        "whole_base": "Fine-tuning means that everything learns, with a new optimizer, from the first layer on.",
        "batchnorm_moves": "BatchNormalization looks after itself.",
        "no_compile": "What `trainable` says counts at once.",
        "no_unfreeze": "Training goes on, so the base learns.",
        "no_fit": "Compiling at a low rate is fine-tuning.",
        "fixed_epochs": "The number of epochs is Keras' own, or the course's.",
        "other": "Something else.",
    }

    def case(self, rng):
        return {
            "seed": int(rng.integers(1000)),
            "block": int(rng.integers(1, 3)),
            "first_rate": float(rng.uniform(1e-3, 4e-3)),
            "epochs": int(rng.integers(3, 5)),
        }

    def probe(self, fine_tune, case):
        keras = import_keras()
        keras.utils.set_random_seed(case["seed"])
        base = base_of_blocks(3)
        top = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(4, activation="softmax", name="head")]
        model = keras.Sequential([keras.Input((8, 8, 3)), base, *top])
        base.supports_jit = False
        rng = np.random.default_rng(case["seed"])
        images, labels = rng.uniform(-1, 1, (8, 8, 8, 3)).astype("float32"), np.arange(8) % 4
        base.trainable = False
        model.compile(keras.optimizers.Adam(case["first_rate"]), "sparse_categorical_crossentropy", jit_compile=False)
        model.fit(images, labels, verbose=0)
        before = {layer.name: layer.get_weights() for layer in [*base.layers, top[1]] if layer.weights}
        from_layer = f"block_{case['block']}_expand"
        fine_tune(model, base, from_layer, images.copy(), labels.copy(), case["first_rate"], case["epochs"])
        rate = getattr(model.optimizer, "learning_rate", np.nan)
        return {
            "moved": {
                layer.name: [
                    float(np.abs(a - b).max()) for a, b in zip(layer.get_weights(), before[layer.name], strict=True)
                ]
                for layer in [*base.layers, top[1]]
                if layer.name in before
            },
            "switched_on": sum(bool(layer.trainable) for layer in base.layers if layer.weights),
            "rate": float(rate) if np.ndim(rate) == 0 else np.nan,
            "steps": int(model.optimizer.iterations),
        }

    def judge(self, seen, case) -> Verdict:
        moved = {name: max(changes) for name, changes in seen["moved"].items()}
        head, names = moved.pop("head"), [f"block_{i}_{part}" for i in range(3) for part in PARTS]
        first = names.index(f"block_{case['block']}_expand")
        kernels = {name: moved[name] for name in names if not name.endswith("norm")}
        below = [name for name in names[:first] if name in kernels]
        top = {name: change for name, change in kernels.items() if name not in below}
        learned = [name for name, change in kernels.items() if change]
        if not head and not learned:
            return self.wrong("no_fit", "No weight of the model moved. Was this model fitted, or another one?")
        if head > 0.1 or not head:
            return self.wrong(
                "fresh_head",
                f"The head that had been trained moved by {head:.2g}. Is it still the one that came in, and does it "
                "go on learning?",
            )
        if not learned:
            name, why = (
                ("no_compile", "The flags were changed") if seen["switched_on"] else ("no_unfreeze", "No flag is set")
            )
            return self.wrong(
                name, f"The head moved, and 0 of {len(kernels)} convolutions of the base. {why}: what is missing?"
            )
        if any(kernels[name] for name in below):
            return self.wrong(
                "whole_base",
                f"{len(learned)} of {len(kernels)} convolutions moved, also those below {names[first]}.",
                0.25,
            )
        norms = [name for name in names if name.endswith("norm") and moved[name]]
        if norms:
            return self.wrong(
                "batchnorm_moves", f"BatchNormalization moved in {len(norms)} of 6 layers. What keeps it still?", 0.5
            )
        if not all(top.values()):
            return self.wrong(
                "other", f"{len(learned)} convolutions moved; {len(top)} lie from {names[first]} upwards.", 0.5
            )
        return self.judge_rate(seen, case, max(head, *top.values()))

    def judge_rate(self, seen, case, furthest: float) -> Verdict:
        """Adam moves a weight by about the rate in each step at most: the way travelled bounds the rate from below."""
        first, epochs, steps = case["first_rate"], case["epochs"], seen["steps"]
        travelled = furthest / max(steps, epochs)
        rate = seen["rate"] if seen["rate"] >= 0.7 * travelled else travelled
        told = f"The head was trained at {first:.2g}; you go on at {rate:.2g}, {first / rate:.3g} times less."
        if rate > first / 9:
            return self.wrong(
                "rate_too_high", f"{told} That is no crawl: the backbone's weights were dearly bought.", 0.5
            )
        if rate < first / 120:
            return self.wrong("rate_too_low", f"{told} At this pace the second step changes next to nothing.", 0.5)
        if steps % epochs:
            return self.wrong("fixed_epochs", f"{epochs} epochs were asked for, and {steps} steps were taken.", 0.5)
        return self.right("The top learns slowly under the trained head; what lies below and BatchNormalization stay.")


EXERCISES = [Recompile(), FineTune()]
