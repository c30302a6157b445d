"""Exercises of lesson 02, what networks see: looking into a model."""

from itertools import pairwise

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]


class ActivationModel(Exercise):
    """A model that returns a block's output."""

    id = "02_what_networks_see.activation_model"
    points = 3
    misconceptions = {
        "no_model": "The outputs for one photo are the model that gives them.",
        "new_weights": "A layer of the same kind is the same layer.",
        "copied_weights": "A copy of the weights is as good as the weights.",
        "wrong_block": "A layer's input is its output, or a neighbour will do.",
        "whole_network": "The network's own output is what every block says.",
        "starts_at_the_block": "The model has to begin where the block begins.",
        "pools": "A block says one number for each channel.",
        "training_mode": "Looking is like training.",
        "other": "Something else.",
    }

    def case(self, rng):
        widths = [3, *(int(w) for w in rng.choice(np.arange(4, 9), 3, replace=False))]
        norm = [rng.uniform(0.5, 2, widths[1]), *rng.normal(0, 0.5, (2, widths[1])), rng.uniform(0.3, 2, widths[1])]
        return {
            "weights": draw_weights(rng, widths),
            "later": draw_weights(rng, widths),
            "norm": [part.astype(np.float32) for part in norm],
            "photos": rng.normal(0, 1, (5, 4, 4, 3)).astype(np.float32),
            "block": f"block_{rng.integers(2, 5)}",
        }

    def probe(self, activation_model, case):
        network = tiny_network(case)
        eye = activation_model(network, case["block"])
        if not callable(eye):
            return {"type": type(eye).__name__}
        shape = getattr(eye, "input_shape", None)
        if isinstance(shape, tuple) and shape[1:] != (4, 4, 3):
            return {"starts": [side or 0 for side in shape]}
        first = np.asarray(eye(case["photos"]), np.float64)
        set_weights(network, case["later"], case["norm"])
        return {"first": first, "later": np.asarray(eye(case["photos"]), np.float64)}

    def judge(self, seen, case) -> Verdict:
        block = case["block"]
        if "type" in seen:
            return self.wrong("no_model", f"activation_model gave {seen['type']} and no model to look at photos with.")
        if "starts" in seen:
            return self.wrong(
                "starts_at_the_block",
                f"Your model takes inputs of shape {tuple(seen['starts'][1:])}, photos here are (4, 4, 3). It should "
                "see the photo, and let the network come as far as the block.",
                0.25,
            )
        first, outputs = seen["first"], outputs_of(case, case["weights"])
        if not same(first, outputs[block]):
            return self.judge_first(first, outputs, case)
        if not same(seen["later"], outputs_of(case, case["later"])[block]):
            return self.wrong(
                "copied_weights",
                f"The output of {block} is right. Then the network learned something, and your model still sees as "
                "before: it has weights of its own.",
                0.5,
            )
        return self.right(f"Your model shows what {case['block']} says, and goes on doing so when the network learns.")

    def judge_first(self, first, outputs, case) -> Verdict:
        """The output is not that of the block. Whose is it?"""
        block = case["block"]
        for other, output in outputs.items():
            if same(first, output):
                name = "whole_network" if other == "block_5" else "wrong_block"
                return self.wrong(name, f"Asked for {block}, your model gives what {other} says.", 0.25)
        if same(first, outputs[block].mean(axis=(1, 2))):
            return self.wrong("pools", f"{block} says something at each place; you give one mean a channel.", 0.5)
        if same(first, outputs_of(case, case["weights"], training=True)[block]):
            return self.wrong(
                "training_mode",
                f"The output of {block} depends on which photos are shown together: the BatchNormalization below it "
                "takes its mean from them. Is your model in training mode?",
                0.5,
            )
        if first.shape == outputs[block].shape:
            return self.wrong(
                "new_weights",
                f"Shape {first.shape} is right for {block}, the numbers are not: whose weights are these?",
            )
        return self.wrong("other", f"The output has the shape {first.shape}, {block} gives {outputs[block].shape}.")


def draw_weights(rng, widths) -> list:
    """Kernels and biases of three convolutions, 1 by 1."""
    return [
        {"kernel": rng.normal(0, 0.6, pair).astype(np.float32), "bias": rng.normal(0, 0.3, pair[1]).astype(np.float32)}
        for pair in pairwise(widths)
    ]


def tiny_network(case):
    """Five layers, block_1 to block_5: convolution, BatchNormalization, convolution, ReLU, convolution."""
    keras = import_keras()
    layers = keras.layers

    widths = [len(part["bias"]) for part in case["weights"]]
    inputs = keras.Input((4, 4, 3))
    x = layers.Conv2D(widths[0], 1, activation="tanh", name="block_1")(inputs)
    x = layers.BatchNormalization(epsilon=1e-3, name="block_2")(x)
    x = layers.Conv2D(widths[1], 1, name="block_3")(x)
    x = layers.ReLU(name="block_4")(x)
    network = keras.Model(inputs, layers.Conv2D(widths[2], 1, name="block_5")(x), name="network")
    set_weights(network, case["weights"], case["norm"])
    return network


def set_weights(network, weights, norm) -> None:
    """Give the network the weights of a case."""
    for name, part in zip(("block_1", "block_3", "block_5"), weights, strict=True):
        network.get_layer(name).set_weights([part["kernel"][None, None], part["bias"]])
    network.get_layer("block_2").set_weights(norm)


def outputs_of(case, weights, training: bool = False) -> dict:
    """What each block of the tiny network says, computed without Keras."""
    gamma, beta, mean, variance = (np.asarray(part, np.float64) for part in case["norm"])
    outputs, x = {}, np.asarray(case["photos"], np.float64)
    outputs["block_1"] = x = np.tanh(x @ weights[0]["kernel"] + weights[0]["bias"])
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    outputs["block_2"] = x = (x - mean) / np.sqrt(variance + 1e-3) * gamma + beta
    outputs["block_3"] = x = x @ weights[1]["kernel"] + weights[1]["bias"]
    outputs["block_4"] = x = np.maximum(x, 0)
    outputs["block_5"] = x @ weights[2]["kernel"] + weights[2]["bias"]
    return outputs


def same(one, other) -> bool:
    """Whether two arrays agree in shape and up to float32's rounding."""
    return one.shape == other.shape and np.allclose(one, other, atol=1e-3)


EXERCISES = [ActivationModel()]
