"""Exercises of lesson 01, from scratch: building a network."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]

KEPT = 200  # numbers of an activation that are looked at


class BuildConvnet(Exercise):
    """A small convolutional network: pixels 0 to 255 in, one probability for each species out."""

    id = "01_from_scratch.build_convnet"
    points = 3
    cases = 1
    misconceptions = {
        "gives_no_model": "A layer's output, or a list of layers, is a network.",
        "ignores_size": "All photos are as large as those of the lesson.",
        "wrong_outputs": "The last layer may have any number of outputs.",
        "hard_coded": "There are as many species as in the lesson.",
        "no_pooling": "A dense layer makes one answer out of feature maps.",
        "gives_logits": "Scores are probabilities.",
        "sigmoid_outputs": "One probability for each species does not depend on the others.",
        "softmax_over_photos": "The probabilities of a species add up to 1 over the photos.",
        "softmax_twice": "Squashing the scores twice does no harm (sigmoid before softmax looks the same).",
        "relu_before_softmax": "Every layer ends in a ReLU, also the one with the scores.",
        "too_few_convolutions": "Dense layers, or one convolution, make a convolutional network.",
        "no_activation": "Stacking convolutions is enough; pooling between them is an activation.",
        "no_scaling": "Pixels from 0 to 255 are as good a start as small numbers.",
    }

    def case(self, rng):
        size = int(rng.choice([16, 20, 24]))
        coarse = rng.uniform(0, 255, (8, 4, 4, 3)).repeat(size // 4, axis=1).repeat(size // 4, axis=2)
        pixels = np.clip(coarse + rng.normal(0, 10, coarse.shape), 0, 255).astype(np.float32)
        return {"n_species": int(rng.choice([7, 9, 11, 13])), "size": size, "pixels": pixels}

    def probe(self, build_convnet, case):
        keras = import_keras()
        model, pixels = build_convnet(case["n_species"], case["size"]), case["pixels"]
        if not isinstance(model, keras.Model):
            return {"type": type(model).__name__}
        shape = list(getattr(model, "input_shape", None) or [])
        if any(found not in (None, wanted) for found, wanted in zip(shape[1:], pixels.shape[1:], strict=False)):
            return {"input_shape": shape}
        answers, training_answers = (np.asarray(model(pixels, training=mode)) for mode in (False, True))
        convolutions = [layer for layer in model._flatten_layers() if is_convolution(layer)]
        return {
            "answers": answers,
            "training_answers": training_answers,
            "convolutions": [type(layer).__name__ for layer in convolutions],
            "after": what_follows(model, convolutions, pixels[:1]),
            "loud_answers": louder(model, case["n_species"], pixels),
        }

    def judge(self, seen, case) -> Verdict:
        n, size = case["n_species"], case["size"]
        if "type" in seen:
            message = f"You give something of type {seen['type']}, no keras.Model. What joins an input and an output?"
            return self.wrong("gives_no_model", message)
        if "input_shape" in seen:
            message = f"For photos of {size} px your network takes {seen['input_shape']}. Where does `size` come in?"
            return self.wrong("ignores_size", message)
        return (
            self.judge_shape(seen["answers"], n, len(case["pixels"]))
            or self.judge_probabilities(seen["answers"], seen["loud_answers"])
            or self.judge_layers(seen["convolutions"], seen["after"])
            or self.judge_start(seen["answers"], seen["training_answers"])
            or self.right(
                f"{len(seen['convolutions'])} convolutions, each with a bend behind it, and {n} probabilities."
            )
        )

    def judge_shape(self, answers, n: int, photos: int) -> Verdict | None:
        """One number for each photo and species."""
        given = f"{photos} photos and {n} species gave an output of shape {answers.shape}."
        if answers.shape == (photos, n):
            return None
        if answers.ndim == 4:
            return self.wrong(
                "no_pooling", f"{given} That is an answer for every place of the photo. What makes one of them?"
            )
        if answers.shape[-1] in (5, 40, 200):
            return self.wrong("hard_coded", f"{given} Is a number of species written in?")
        return self.wrong(
            "wrong_outputs", f"{given} How many outputs does the last layer have, and how many are needed?"
        )

    def judge_probabilities(self, answers, loud) -> Verdict | None:
        """One distribution for each photo, as sure of itself as the scores say."""
        sums = answers.sum(axis=1)
        given = f"The outputs of a photo go from {answers.min():.2g} to {answers.max():.2g} and add up to {sums[0]:.3g}"
        if not np.allclose(sums, 1, atol=1e-3) or answers.min() < 0:
            if np.allclose(answers.sum(axis=0), 1, atol=1e-3):
                return self.wrong(
                    "softmax_over_photos", f"{given}; over the photos they add up to 1. Along which axis?", 0.3
                )
            if 0 <= answers.min() and answers.max() <= 1:
                return self.wrong(
                    "sigmoid_outputs", f"{given}. A moth is of one species: what shares 1 out among them?", 0.3
                )
            return self.wrong("gives_logits", f"{given}. Those are scores. What makes probabilities of them?", 0.3)
        lowest = answers.min(axis=1, keepdims=True)
        ties = np.mean((answers == lowest) & (lowest > 0)) * answers.shape[1]
        if ties >= 1.5:
            message = f"{ties:.1f} species of a photo share its smallest probability exactly. What cuts low scores off?"
            return self.wrong("relu_before_softmax", message, 0.3)
        if loud is not None and (ratio := float((loud.max(axis=1) / (loud.min(axis=1) + 1e-9)).max())) < 8:
            message = (
                f"With weights 10,000 times as large, one species gets at most {ratio:.1f} times the share of another. "
            )
            return self.wrong("softmax_twice", message + "The scores have been squashed once before.", 0.3)
        return None

    def judge_layers(self, convolutions, after) -> Verdict | None:
        """At least two convolutions, with something behind each that is no straight line."""
        if len(convolutions) < 2:
            message = f"Convolutions in your network: {len(convolutions)}. At least two are wanted."
            return self.wrong("too_few_convolutions", message)
        straight = [i for i, later in enumerate(after) if not bent(later) and convolutions[i] != "DepthwiseConv2D"]
        if straight:
            message = (
                f"Behind convolution {straight[0] + 1} of {len(convolutions)} all is straight (pooling left out): "
            )
            return self.wrong("no_activation", message + "two such layers could be one. What is missing?", 0.3)
        return None

    def judge_start(self, answers, training_answers) -> Verdict | None:
        """Before any training no answer may be sure: pixels of 0 to 255 make large scores."""
        sure = min(float(np.median(found.max(axis=1))) for found in (answers, training_answers))
        if sure > 0.6:
            message = (
                f"Before any training your network is {sure:.0%} sure of a photo. How large are the numbers it gets?"
            )
            return self.wrong("no_scaling", message, 0.6)
        return None


def is_convolution(layer) -> bool:
    """Whether a layer itself holds a kernel that slides over a photo."""
    return not list(layer._flatten_layers(include_self=False)) and any(len(w.shape) == 4 for w in layer.weights)


def louder(model, n_species: int, pixels) -> np.ndarray | None:
    """The answers with 10,000 times the weights in the layer that has one output for each species."""
    kernels = [v for v in model.trainable_variables if len(v.shape) > 1 and v.shape[-1] == n_species]
    if not kernels:
        return None
    kernels[-1].assign(1e4 * np.asarray(kernels[-1]))
    return np.asarray(model(pixels, training=False))


class Tap:
    """Takes the place of a convolution's `call`: notes what comes in, and if told to, replaces what it computes."""

    def __init__(self, layer, log: list):
        self.call, self.log, self.shape, self.instead = layer.call, log, None, None
        self.activation = getattr(layer, "activation", None) or (lambda x: x)
        layer.call = self

    def __call__(self, inputs, *args, **kwargs):
        self.log.append(sampled(inputs))
        if self.instead is not None:
            return self.activation(self.instead)
        outputs = self.call(inputs, *args, **kwargs)
        self.shape = tuple(outputs.shape)
        return outputs


def what_follows(model, convolutions, pixels) -> list[list[np.ndarray]]:
    """For each convolution, what comes after it when it gives A, then B, then their mean: (3, k) at each place.

    The places are the inputs of all convolutions, in the order in which they run, and the log-probabilities.
    """
    tensor, log = import_keras().ops.convert_to_tensor, []

    def run():
        log.clear()
        end = np.log(np.asarray(model(pixels, training=False)) + 1e-12)
        return [*log, sampled(end - end.mean(axis=-1, keepdims=True))]

    average_instead_of_maximum(model)
    taps, rng, after = [Tap(layer, log) for layer in convolutions], np.random.default_rng(0), []
    run()
    for tap in taps:
        one, two = rng.normal(size=(2, *tap.shape)).astype(np.float32)
        runs = []
        for tap.instead in map(tensor, (one, two, (one + two) / 2)):
            runs.append(run())
        tap.instead = None
        after.append([np.stack(values) for values in zip(*runs, strict=True)])
    return after


def average_instead_of_maximum(model) -> None:
    """Let maximum pooling take means. It is no straight line, and would hide that an activation is missing."""
    keras = import_keras()

    def mean_of(layer):
        if isinstance(layer, keras.layers.GlobalMaxPooling2D):
            return lambda x: keras.ops.mean(x, axis=(1, 2), keepdims=layer.keepdims)
        return lambda x: keras.ops.average_pool(x, layer.pool_size, layer.strides, layer.padding)

    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.MaxPooling2D | keras.layers.GlobalMaxPooling2D):
            layer.call = mean_of(layer)


def sampled(values) -> np.ndarray:
    """Some of the numbers of a tensor."""
    flat = np.asarray(values).ravel()
    return flat[:: max(1, len(flat) // KEPT)]


def bent(places: list[np.ndarray]) -> bool:
    """Whether the first place that changes gives for the mean of A and B something else than the mean of both."""
    for one, two, mean in places:
        if not np.allclose(one, two):
            return bool(np.abs(mean - (one + two) / 2).max() > 1e-3 * np.abs(one - two).max())
    return True


EXERCISES = [BuildConvnet()]
