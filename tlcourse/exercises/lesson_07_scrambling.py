"""Exercises of lesson 07, trust and ship: the test that can refute a saliency method."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import as_plain
from tlcourse.quiet import import_keras
from tlcourse.seeing.saliency import rank_correlation

__all__ = ["EXERCISES"]

LAYERS = ("first", "second", "third", "last")


class RandomisationTest(Exercise):
    """Explain one photo with more and more layers destroyed; compare each map with the first one."""

    id = "07_trust_and_ship.randomisation_test"
    points = 3
    seconds = 30.0
    misconceptions = {
        "on_the_original": "The network at hand may be destroyed.",
        "forgets_weights": "A cloned model has the weights of the original.",
        "one_at_a_time": "Each layer is destroyed alone, and the others are whole.",
        "from_the_input": "The layers are destroyed from the photo upwards.",
        "kernels_only": "A layer is its kernel.",
        "zeros": "Nothing is as good as chance: weights are set to zero.",
        "compares_with_previous": "A map is compared with the one before it.",
        "not_ranks": "Any correlation is a rank correlation.",
        "distance": "How far two maps are apart is how alike they are.",
        "nothing_destroyed": "Destroying a copy changes the original; new numbers reach a layer by themselves.",
        "wrong_number": "The first map, as learned, belongs among the results.",
        "returns_nothing": "What a function has measured comes back by itself.",
        "other": "Something else.",
    }

    def case(self, rng):
        shapes = ((3, 9), (9, 10), (10, 9), (9, 10))  # ten numbers hardly ever stay as they are when shuffled
        return {
            "kernels": [rng.normal(0, 1, shape).astype(np.float32) for shape in shapes],
            "biases": [rng.normal(0, 0.5, shape[1]).astype(np.float32) for shape in shapes],
            "photo": rng.uniform(-1, 1, (1, 6, 7, 3)).astype(np.float32),
            "layers": list(LAYERS[::-1]) if rng.integers(2) else list(LAYERS[:0:-1]),
        }

    def probe(self, randomisation_test, case):
        model, asked = network_of(case), []

        def explain(network):
            found = np.exp(3 * np.abs(np.asarray(network(case["photo"]), float)[0]).sum(axis=-1))
            asked.append([[np.asarray(w) for w in layer.get_weights()] for layer in network.layers if layer.weights])
            maps.append(found)
            return found

        maps = []
        given = randomisation_test(model, explain, list(case["layers"]))
        given = list(given.values()) if isinstance(given, dict) else given
        return {
            "given": as_plain(given),
            "asked": asked,
            "maps": maps,
            "after": [[np.asarray(w) for w in layer.get_weights()] for layer in model.layers if layer.weights],
        }

    def judge(self, seen, case) -> Verdict:
        given, steps = seen["given"], len(case["layers"])
        if not isinstance(given, np.ndarray) or given.ndim != 1:
            return self.wrong(
                "returns_nothing", f"Expected {steps} correlations, one a layer; no list of numbers came back."
            )
        states = [state_of(weights, case) for weights in seen["asked"]]
        if state_of(seen["after"], case) != ["whole"] * len(LAYERS):
            return self.wrong(
                "on_the_original",
                "The network that was handed in is not what it was any more. Who needs it next?",
                0.25,
            )
        return self.judge_states(states, case) or self.judge_numbers(
            np.asarray(given, float), seen["maps"], states, case
        )

    def judge_states(self, states, case) -> Verdict | None:
        """Which layers were destroyed each time that a map was asked for."""
        wanted = [
            ["shuffled" if name in case["layers"][: k + 1] else "whole" for name in LAYERS]
            for k in range(len(case["layers"]))
        ]
        tried = [state for state in states if state != ["whole"] * len(LAYERS)]
        if tried == wanted:
            return None
        k = len(case["layers"])
        if not tried:
            return self.wrong(
                "nothing_destroyed",
                f"{len(states)} maps were asked for, all of the network as it was learned. Which one did you destroy?",
            )
        flat = {mark for state in tried for mark in state}
        destroyed = [[mark != "whole" for mark in state] for state in tried]
        alone = [[name == layer for name in LAYERS] for layer in case["layers"]]
        upwards = [[name in case["layers"][-j:] for name in LAYERS] for j in range(1, k + 1)]
        first, last = sum(destroyed[0]), sum(destroyed[-1])
        told = f"In the first step, {first} of {len(LAYERS)} layers were destroyed; in the last one, {last}."
        if "zeros" in flat:
            return self.wrong(
                "zeros", f"{told} Their weights are 0: nothing comes through any more. Chance looks different.", 0.25
            )
        if "kernel" in flat:
            return self.wrong("kernels_only", f"{told} Their biases are still as learned.", 0.5)
        if all(all(state) for state in destroyed):
            return self.wrong("forgets_weights", f"{told} What does a clone know that nobody has given any weights?")
        if destroyed == alone:
            return self.wrong(
                "one_at_a_time", f"{told} What has been destroyed should stay so in the steps after.", 0.5
            )
        if destroyed == upwards:
            return self.wrong(
                "from_the_input", f"{told} {case['layers'][0]!r} comes first on the list, and was last.", 0.5
            )
        return self.wrong("other", f"{told} Asked for: the first layer of the list, then two of them, and so on.")

    def judge_numbers(self, given, maps, states, case) -> Verdict:
        """The right networks were explained; what was made of their maps."""
        whole = states.index(["whole"] * len(LAYERS)) if ["whole"] * len(LAYERS) in states else None
        steps = [m for m, state in zip(maps, states, strict=True) if "shuffled" in state]
        if whole is None:
            return self.wrong(
                "other", "The network as it was learned was never explained. What are the maps compared with?"
            )
        learned = maps[whole]
        right = np.array([rank_correlation(learned, m) for m in steps])
        told = f"You give {', '.join(f'{value:.2f}' for value in given[:4])}"
        if len(given) == len(right) + 1 and np.allclose(given[1:], right, atol=1e-3):
            return self.wrong("wrong_number", f"{told}: one more than there are layers.", 0.5)
        if len(given) != len(right):
            return self.wrong("wrong_number", f"{told}: {len(given)} numbers for {len(right)} layers.")
        if np.allclose(given, right, atol=1e-3):
            return self.right("More and more of a copy destroyed, each map compared with the first, by ranks.")
        previous = [rank_correlation(a, b) for a, b in zip([learned, *steps], steps, strict=False)]
        by_value = [np.corrcoef(learned.ravel(), m.ravel())[0, 1] for m in steps]
        if np.allclose(given, previous, atol=1e-3):
            return self.wrong("compares_with_previous", f"{told}. That compares each map with the one before it.", 0.5)
        if np.allclose(given, by_value, atol=1e-3):
            return self.wrong("not_ranks", f"{told}. The values are correlated; asked for: their ranks.", 0.5)
        if np.allclose(given, 1 - right, atol=1e-3) or np.allclose(given, -right, atol=1e-3):
            return self.wrong("distance", f"{told}. For two equal maps the result should be 1.", 0.5)
        return self.wrong("other", f"{told}; by ranks it is {', '.join(f'{value:.2f}' for value in right)}.", 0.25)


def network_of(case):
    """Four convolutions of one pixel each, with the case's weights."""
    keras = import_keras()
    layers = [
        keras.layers.Conv2D(len(bias), 1, activation="tanh", name=name)
        for name, bias in zip(LAYERS, case["biases"], strict=True)
    ]
    inputs = x = keras.Input(case["photo"].shape[1:])
    for layer in layers:
        x = layer(x)
    for layer, kernel, bias in zip(layers, case["kernels"], case["biases"], strict=True):
        layer.set_weights([kernel[None, None], bias])
    return keras.Model(inputs, x, name="backbone")


def state_of(weights, case) -> list[str]:
    """What has become of each layer: "whole", "shuffled", "kernel" (the bias is whole) or "zeros"."""
    marks = []
    for (kernel, bias), old_kernel, old_bias in zip(weights, case["kernels"], case["biases"], strict=True):
        same = np.array_equal(np.squeeze(kernel), np.squeeze(old_kernel)), np.array_equal(bias, old_bias)
        if all(same):
            marks.append("whole")
        elif not kernel.any():
            marks.append("zeros")
        else:
            marks.append("kernel" if same[1] else "shuffled")
    return marks


EXERCISES = [RandomisationTest()]
