"""Exercises of lesson 04, fine-tuning: which layers may learn, and what BatchNormalization needs."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]


class UnfreezeTop(Exercise):
    """Let a frozen base learn from one layer upwards, BatchNormalization excepted."""

    id = "04_fine_tuning.unfreeze_top"
    points = 3
    misconceptions = {
        "whole_base": "Unfreezing the base means its top; or a later line may undo what an earlier one set.",
        "forgets_base": "Layers are switched on one by one; the base around them has no say.",
        "batchnorm_unfrozen": "BatchNormalization is a layer like all others.",
        "off_by_one": "From a layer upwards means from the next one.",
        "below_instead": "The first layers are the ones to train.",
        "fixed_number": "The top block is always the same number of layers.",
        "nothing_unfrozen": "What was set on a copy, or under another name, counts.",
        "other": "Something else.",
    }

    def case(self, rng):
        blocks = int(rng.integers(4, 6))
        part = ["expand", "depthwise"][int(rng.integers(2))]
        return {"blocks": blocks, "from_layer": f"block_{int(rng.integers(1, blocks - 1))}_{part}"}

    def probe(self, unfreeze_top, case):
        keras = import_keras()
        base = base_of_blocks(case["blocks"])
        base.trainable = False
        unfreeze_top(base, case["from_layer"])
        trained = {id(variable) for variable in base.trainable_variables}
        norms = [layer for layer in base.layers if isinstance(layer, keras.layers.BatchNormalization)]
        return {
            "trained": [layer.name for layer in base.layers if any(id(v) in trained for v in layer.variables)],
            "switched_on": sum(bool(layer.trainable) for layer in base.layers if layer.variables),
            "base_on": bool(base.trainable),
            "statistics_moved": sum(moved_in_training_mode(base, norms)),
        }

    def judge(self, seen, case) -> Verdict:
        layers = [f"block_{i}_{part}" for i in range(case["blocks"]) for part in PARTS]
        first = case["from_layer"]
        top = layers[layers.index(first) :]
        expected = {name for name in top if not name.endswith("norm")}
        trained, n = set(seen["trained"]), len(layers)
        told = f"From {first} upwards, {len(expected)} of {n} layers should learn; {len(trained)} do"
        if trained == expected and not seen["statistics_moved"]:
            return self.right("The top learns, its BatchNormalization and everything below stay as they are.")
        if not trained and seen["switched_on"] and not seen["base_on"]:
            return self.wrong(
                "forgets_base",
                f"{told}, if you ask the base. {seen['switched_on']} layers are switched on, and the base itself still "
                "says False: alone it trains nothing. A model around it may look at its layers only.",
                0.5,
            )
        if not trained:
            return self.wrong(
                "nothing_unfrozen", f"{told}, and no layer is switched on. Was it this base, and this name?"
            )
        if trained in (expected, set(top)):
            return self.wrong(
                "batchnorm_unfrozen",
                f"{told}. BatchNormalization is not protected: statistics moved in {seen['statistics_moved']} layers "
                "when the base ran in training mode.",
                0.5,
            )
        convolutions = {name for name in layers if not name.endswith("norm")}
        if trained >= convolutions:
            return self.wrong(
                "whole_base", f"{told}, down to {layers[0]}. Which line was the last to touch the lower layers?"
            )
        kernels = trained & convolutions
        if kernels == expected - {first}:
            return self.wrong("off_by_one", f"{told}: {first} itself is still frozen.", 0.5)
        if not kernels & expected:
            return self.wrong("below_instead", f"{told}, all of them below. Which end of the base is next to the head?")
        if kernels == {name for name in convolutions if layers.index(name) >= min(map(layers.index, kernels))}:
            return self.wrong("fixed_number", f"{told}. Count from the layer that is named, not from the end.")
        return self.wrong("other", f"{told}. Print name and `trainable` of each layer, and the base's own.")


PARTS = ("expand", "expand_norm", "depthwise", "depthwise_norm")


def base_of_blocks(blocks: int):
    """Blocks as MobileNetV2 has them, on photos of 8 px."""
    keras = import_keras()
    layers = keras.layers
    inputs = x = keras.Input((8, 8, 3))
    for i in range(blocks):
        x = layers.Conv2D(4, 1, name=f"block_{i}_expand")(x)
        x = layers.LeakyReLU(name=f"block_{i}_relu")(layers.BatchNormalization(name=f"block_{i}_expand_norm")(x))
        x = layers.DepthwiseConv2D(3, padding="same", name=f"block_{i}_depthwise")(x)
        x = layers.BatchNormalization(name=f"block_{i}_depthwise_norm")(x)
    return keras.Model(inputs, x, name="base")


def moved_in_training_mode(base, norms) -> list[bool]:
    """For each BatchNormalization layer: do its statistics move when the base runs in training mode?"""
    before = [np.asarray(norm.moving_mean).copy() for norm in norms]
    base(np.random.default_rng(6).uniform(0, 9, (4, 8, 8, 3)).astype("float32"), training=True)
    return [not np.array_equal(old, np.asarray(norm.moving_mean)) for old, norm in zip(before, norms, strict=True)]


class ProtectBatchnorm(Exercise):
    """Unfreeze a base, and keep each BatchNormalization layer in it frozen."""

    id = "04_fine_tuning.protect_batchnorm"
    points = 3
    misconceptions = {
        "trusts_training_false": "An unfrozen base keeps its statistics by itself, or because it is called right.",
        "undone": "BatchNormalization that has been frozen stays frozen when the base around it is switched on.",
        "only_outer_layers": "A base has no models inside.",
        "by_name": "A BatchNormalization layer is one that is called so.",
        "weights_only": "A layer whose weights are frozen is frozen.",
        "statistics_only": "The statistics are all that BatchNormalization learns.",
        "still_frozen": "Nothing has to be switched on: a base trains.",
        "freezes_too_much": "To be safe, more than BatchNormalization is frozen.",
        "other": "Something else.",
    }

    def case(self, rng):
        return {"outer": int(rng.integers(2, 4)), "inner": int(rng.integers(2, 4))}

    def probe(self, protect_batchnorm, case):
        seen = {}
        for start, trainable in (("frozen", False), ("trainable", True)):
            base, convolutions, norms = base_with_a_model_inside(case)
            base.trainable = trainable
            protect_batchnorm(base)
            trained = {id(variable) for variable in base.trainable_variables}
            seen[start] = {
                "convolutions": [any(id(v) in trained for v in layer.variables) for layer in convolutions],
                "norms_trained": [any(id(v) in trained for v in layer.variables) for layer in norms],
                "norms_moved": moved_in_training_mode(base, norms),
            }
        return seen

    def judge(self, seen, case) -> Verdict:
        outer, n = case["outer"], case["outer"] + case["inner"]
        frozen, free = seen["frozen"], seen["trainable"]
        moved = {start: sum(seen[start]["norms_moved"]) for start in seen}
        told = (
            f"After one run in training mode the statistics moved in {moved['frozen']} of {n} layers if the base came "
            f"in frozen, and in {moved['trainable']} of {n} if it came in trainable."
        )
        if not any(frozen["convolutions"]):
            return self.wrong("still_frozen", f"A base that came in frozen trains 0 of {n} convolutions afterwards.")
        if not all(frozen["convolutions"]) or not all(free["convolutions"]):
            count = sum(frozen["convolutions"])
            return self.wrong(
                "freezes_too_much", f"Only {count} of {n} convolutions train. What has to stay still?", 0.5
            )
        worst = max(frozen, free, key=lambda start: sum(start["norms_moved"]))["norms_moved"]
        trained = max(sum(start["norms_trained"]) for start in (frozen, free))
        if not any(worst) and not trained:
            return self.right("Every convolution learns, and no BatchNormalization moves, wherever the base came from.")
        if not any(worst):
            return self.wrong(
                "statistics_only",
                f"No statistics moved, and {trained} of {n} layers still have weights that train. "
                "Is the layer frozen, or only slowed down?",
                0.5,
            )
        if not trained:
            return self.wrong(
                "weights_only", f"{told} Their weights are frozen. Which switch does the layer itself ask?"
            )
        if moved["frozen"] and not moved["trainable"]:
            return self.wrong("undone", f"{told} Something switches them on again: in which order do your lines run?")
        if worst == [False] * outer + [True] * case["inner"]:
            return self.wrong("only_outer_layers", f"{told} All of them lie in a model inside the base.", 0.5)
        if worst == [i % 2 == 1 for i in range(outer)] + [i % 2 == 1 for i in range(case["inner"])]:
            return self.wrong("by_name", f"{told} It is those whose name does not say what they are.", 0.5)
        if all(worst):
            return self.wrong("trusts_training_false", f"{told} Nothing keeps these layers still. What would?")
        return self.wrong("other", f"{told} Print name, type and `trainable` of every layer, also of those inside.")


def base_with_a_model_inside(case: dict):
    """Convolutions, each with BatchNormalization, and the same again in a model inside; only every other name tells."""
    keras = import_keras()
    layers = keras.layers

    def stages(prefix: str, count: int) -> list:
        names = [f"{prefix}_{'scale' if i % 2 else 'bn'}_{i}" for i in range(count)]
        return [(layers.Conv2D(3, 3, padding="same"), layers.BatchNormalization(name=name)) for name in names]

    outer, inner = stages("stem", case["outer"]), stages("block", case["inner"])
    inside = keras.Sequential([keras.Input((8, 8, 3)), *(layer for stage in inner for layer in stage)], name="block")
    inputs = x = keras.Input((8, 8, 3))
    for layer in (layer for stage in outer for layer in stage):
        x = layer(x)
    convolutions, norms = zip(*outer, *inner, strict=True)
    return keras.Model(inputs, inside(x), name="base"), convolutions, norms


EXERCISES = [UnfreezeTop(), ProtectBatchnorm()]
