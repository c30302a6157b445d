"""Exercises of lesson 03, feature extraction: freeze a base, preprocess pixels."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]


class Freeze(Exercise):
    """Freeze the base inside a classifier and leave the head free."""

    id = "03_feature_extraction.freeze"
    points = 2
    misconceptions = {
        "only_one_layer": "Freezing the first or the last layer of a base freezes it.",
        "skips_batchnorm": "Only layers with kernels have something to freeze.",
        "variables_only": "Frozen weights are all; a layer that keeps statistics may go on keeping them.",
        "freezes_head_too": "Everything but the very last layer, or the whole classifier, has to be frozen.",
        "head_instead": "It is the head that is frozen, and the base that learns.",
        "on_a_copy": "Freezing a copy, another layer, or a misspelled attribute freezes the base that was handed in.",
        "freezes_part": "Some of the layers are enough.",
    }

    def case(self, rng):
        return {
            "seed": int(rng.integers(1000)),
            "blocks": int(rng.integers(2, 5)),
            "hidden": [int(n) for n in rng.integers(3, 9, rng.integers(1, 3))],
            "sequential": bool(rng.integers(2)),
        }

    def probe(self, freeze, case):
        keras = import_keras()
        classifier, base = classifier_of(case)
        in_base = {id(variable) for variable in base.variables}
        freeze(classifier, base)
        trained = {id(variable) for variable in classifier.trainable_variables}
        norms = [layer for layer in base.layers if isinstance(layer, keras.layers.BatchNormalization)]
        before = [np.asarray(norm.moving_mean).copy() for norm in norms]
        base(np.random.default_rng(case["seed"]).uniform(0, 9, (4, 8, 8, 3)).astype("float32"), training=True)
        return {
            "trained_in_base": [
                sum(id(v) in trained for v in layer.variables) for layer in base.layers if layer.variables
            ],
            "trained_in_head": len(trained - in_base),
            "statistics_moved": sum(
                not np.array_equal(old, np.asarray(norm.moving_mean)) for old, norm in zip(before, norms, strict=True)
            ),
        }

    def judge(self, seen, case) -> Verdict:
        blocks, in_head = case["blocks"], 2 * (len(case["hidden"]) + 1)
        free = [count > 0 for count in seen["trained_in_base"]]
        head, moved, n = seen["trained_in_head"], seen["statistics_moved"], 2 * blocks
        told = f"{sum(free)} of {n} layers with weights in the base are still trained"
        if not any(free) and head == in_head and not moved:
            return self.right("Nothing in the base is trained or moves any more, and all of the head still learns.")
        if not any(free) and head == in_head:
            return self.wrong(
                "variables_only",
                f"No weight of the base is trained, yet statistics moved in {moved} of {blocks} BatchNormalization "
                "layers when it ran in training mode. Which switch does a layer itself ask?",
                0.5,
            )
        if not any(free):
            return self.wrong(
                "freezes_head_too",
                f"The base is frozen, but only {head} of the {in_head} weights outside of it still train. "
                "What is left to learn the new species?",
                0.5,
            )
        if head < in_head:
            return self.wrong(
                "head_instead", f"{told}, and {in_head - head} of {in_head} weights of the head are not. Which part?"
            )
        if all(free):
            return self.wrong(
                "on_a_copy",
                f"{told}: the base that was handed in is as it was. Was a copy frozen, another layer, or is a name "
                "misspelled? Python accepts a new attribute without a word.",
            )
        if sum(free) == n - 1:
            return self.wrong("only_one_layer", f"{told}. One frozen layer leaves the others free.")
        if free == [False, True] * blocks:
            return self.wrong(
                "skips_batchnorm",
                f"{told}, each of them a BatchNormalization. These have weights that learn, too.",
                0.5,
            )
        return self.wrong("freezes_part", f"{told}. Ask the base for its `trainable_variables` afterwards.")


def classifier_of(case: dict):
    """A small base of convolutions, each with BatchNormalization, in a classifier of one or two dense layers."""
    keras = import_keras()
    layers = keras.layers
    keras.utils.set_random_seed(case["seed"])
    stages = [(layers.Conv2D(4, 3, padding="same"), layers.BatchNormalization()) for _ in range(case["blocks"])]
    base = keras.Sequential([keras.Input((8, 8, 3)), *(layer for stage in stages for layer in stage)], name="base")
    head = [layers.GlobalAveragePooling2D(), *map(layers.Dense, case["hidden"]), layers.Dense(5, activation="softmax")]
    if case["sequential"]:
        return keras.Sequential([keras.Input((8, 8, 3)), base, *head]), base
    inputs = x = keras.Input((8, 8, 3))
    for layer in (layers.Rescaling(1 / 255), base, *head):
        x = layer(x)
    return keras.Model(inputs, x), base


class Preprocess(Exercise):
    """Bring pixels from 0..255 to -1..1, once, in a new array."""

    id = "03_feature_extraction.preprocess"
    points = 2
    misconceptions = {
        "zero_to_one": "Networks want pixels from 0 to 1, all of them.",
        "twice": "One more scaling does no harm.",
        "in_place": "A function may change the array that it is given.",
        "not_scaled": "Pixels go in as they come out of the file.",
        "half_range": "Around zero is enough: -0.5 to 0.5.",
        "other_family": "One family's preprocessing is every family's: BGR minus a mean, or a fixed mean and spread.",
        "from_the_photos": "The scale is taken from the darkest and the brightest pixel, or mean and spread, at hand.",
        "wraps_around": "uint8 counts below zero.",
        "integers": "Pixels stay whole numbers, and what lies between is cut off.",
        "nearly": "128 is the middle, and half the range, of 0 to 255.",
        "returns_nothing": "What a function has computed comes back by itself.",
        "hard_coded": "The photos of the course are the only ones: their number and size may be written in.",
        "other": "Something else.",
    }

    def case(self, rng):
        n, side = int(rng.integers(2, 6)), int(rng.integers(5, 12))
        dark, bright = int(rng.integers(8, 40)), int(rng.integers(190, 245))
        return {"images": rng.integers(dark, bright, (n, side, side, 3)).astype(np.uint8)}

    def probe(self, preprocess, case):
        floats = case["images"].astype(np.float32)
        from_integers = preprocess(case["images"].copy())
        from_floats = preprocess(floats)
        if from_integers is None or from_floats is None:
            return {"nothing": True}
        return {
            "from_integers": np.array(from_integers, np.float64),
            "from_floats": np.array(from_floats, np.float64),
            "floats_afterwards": floats,
        }

    def judge(self, seen, case) -> Verdict:
        pixels = case["images"].astype(np.float64)
        if "nothing" in seen:
            return self.wrong("returns_nothing", "The function gave None for one of its inputs. Does it return pixels?")
        given = seen["from_integers"]
        if given.shape != pixels.shape:
            return self.wrong(
                "hard_coded",
                f"Photos of shape {pixels.shape} came back as {given.shape}. Each pixel is treated alone: "
                "the number and the size of the photos need not be known.",
            )
        told = f"Pixels from {pixels.min():g} to {pixels.max():g} became {given.min():.4g} to {given.max():.4g}."
        name = name_of_scale(given, pixels)
        if name == "other" and name_of_scale(seen["from_floats"], pixels) in ("right", "nearly"):
            return self.wrong(
                "wraps_around",
                f"{told} The same pixels as floats become another thing. uint8 knows no number below 0 or above 255.",
            )
        if name != "right":
            return self.wrong(name, f"{told} {SCALES[name]}", 0.5 if name == "nearly" else 0.0)
        if not np.array_equal(seen["floats_afterwards"], case["images"]):
            after = seen["floats_afterwards"]
            return self.wrong(
                "in_place",
                f"The result is right, but the float array that was handed in now runs from {after.min():.3g} to "
                f"{after.max():.3g}. Who runs that cell twice preprocesses twice.",
                0.5,
            )
        if name_of_scale(seen["from_floats"], pixels) != "right":
            return self.wrong("other", f"{told} The same pixels as float32 gave something else. Both come in.", 0.5)
        return self.right("From -1 to 1, whatever number type comes in, and the photos that came in are as they were.")


SCALES = {
    "zero_to_one": "That is 0 to 255 brought to 0 to 1. Which range did this family learn with?",
    "twice": "Nearly all the same: pixels from -1 to 1 have been scaled once more.",
    "not_scaled": "Nothing was scaled. Which range did this family learn with?",
    "half_range": "The middle is right, the range is half as wide as this family expects.",
    "other_family": "That is how another family wants its pixels. Look up MobileNetV2's own range.",
    "from_the_photos": "This scale depends on the photos at hand: a dark photo and a bright one would look the same.",
    "integers": "Those are whole numbers. What happened to what lies between?",
    "nearly": "Close, and not right: which value lies half-way between 0 and 255?",
    "other": "Where should 0 and 255 end up? Work out both by hand and compare.",
}


def name_of_scale(given: np.ndarray, x: np.ndarray) -> str:
    """What was done to the pixels `x`: "right", or the misconception that gives the same numbers."""
    right = x / 127.5 - 1
    minus_mean = x[..., ::-1] - [103.939, 116.779, 123.68]
    standardised = (x / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    candidates = {
        "right": [right],
        "zero_to_one": [x / 255],
        "twice": [right / 127.5 - 1, right / 255, x / 255 / 127.5 - 1, x / 255 / 255],
        "not_scaled": [x, x[..., ::-1]],
        "half_range": [x / 255 - 0.5],
        "other_family": [minus_mean, standardised],
        "from_the_photos": [form for axes in (None, 0, (0, 1, 2), (1, 2), (1, 2, 3)) for form in own_scales(x, axes)],
        "nearly": [(x - 128) / 128, x / 128 - 1, (x - 127) / 128, (x - 128) / 127, (x - 127) / 127, x / 127 - 1],
    }
    for name, forms in candidates.items():
        if any(np.allclose(given, form, rtol=0, atol=1e-4 * max(1, np.abs(form).max())) for form in forms):
            return name
    # 256 for 255, and other neighbours of the right numbers
    if np.abs(given - right).max() < 0.02:
        return "nearly"
    return "integers" if np.array_equal(given, np.round(given)) and np.abs(given).max() <= 2 else "other"


def own_scales(x: np.ndarray, axes) -> list[np.ndarray]:
    """Pixels stretched by their own range, or standardised by their own mean and spread, over some axes."""
    low, high = x.min(axis=axes, keepdims=True), x.max(axis=axes, keepdims=True)
    stretched = (x - low) / np.maximum(high - low, 1)
    standardised = (x - x.mean(axis=axes, keepdims=True)) / np.maximum(x.std(axis=axes, keepdims=True), 1e-9)
    return [stretched, 2 * stretched - 1, standardised, x / high, 2 * x / high - 1]


EXERCISES = [Freeze(), Preprocess()]
