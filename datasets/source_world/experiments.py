"""What helps pretraining? `python -m datasets.source_world.experiments POOL RUNS --real DIR`.

Short runs from random weights, as pretrain.py trains, on the first 256 classes, with one thing changed in each; runs of
one seed see the same photos in the same order. Prints, for each, the accuracy on held-out source photos and what its
frozen features are worth on the moths that ship and on real ones (ridge regression, 96 px). RUNS keeps what is finished:
the same command goes on with the rest.
"""

import argparse
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import cv2
import keras
import numpy as np

from datasets.moths.measure import read_set, ridge_accuracy
from datasets.source_world import pretrain
from datasets.source_world.export import backbone_of
from datasets.source_world.make import CLASSES, thing
from datasets.source_world.pattern import RULINGS
from datasets.source_world.things import KINDS
from tlcourse.memory import keep_freed_memory

SIZE = 96
SEEN = 256  # classes: so few are learned in minutes
BATCH = 64
ATTRIBUTES = {"kind": len(KINDS), "ruling": len(RULINGS), "bands": 5, "spots": 6}  # name: number of values


@dataclass(frozen=True)
class Variant:
    """One run; the defaults are the recipe that made the weights that ship."""

    alpha: float = 0.35
    families: float = 0.5  # weight of the loss over families
    attributes: bool = False  # heads for what a thing is and how it is patterned
    crops: str = "crops"  # "crops", "none" or "strong"
    finish: int = SIZE  # pixels a side while the rate falls
    falls: bool = True  # the rate falls to zero in the last quarter
    averaged: bool = False  # moving average of the weights over about 100 steps, put in when `fit` ends
    taught: bool = False  # half the loss is the distance to the scores of the weights that ship
    seed: int = 0


VARIANTS = {
    "recipe": Variant(),
    "recipe, another seed": Variant(seed=1),
    "recipe, a third seed": Variant(seed=2),
    "no family task": Variant(families=0.0),
    "attributes too": Variant(attributes=True),
    "no augmentation": Variant(crops="none"),
    "strong augmentation": Variant(crops="strong"),
    "width 0.5": Variant(alpha=0.5),
    "finish at 128 px": Variant(finish=128),
    "averaged, no fall": Variant(falls=False, averaged=True),
    "no fall": Variant(falls=False),
    "taught by the weights that ship": Variant(taught=True),
}


class VariantBatches(pretrain.Batches):
    """The recipe's batches with the variant's crops and labels."""

    def __init__(self, *args, variant: Variant, **kwargs):
        super().__init__(*args, **kwargs)
        self.variant = variant
        self.attributes = attribute_table() if variant.attributes else None
        self.teacher = teacher() if variant.taught else None

    def draw(self, rng):
        photo, label = super().draw(rng)
        return (photo, label) if label < SEEN else self.draw(rng)

    def crop(self, photo, rng):
        if self.variant.crops == "none":
            photo = cv2.resize(photo, (self.size, self.size), interpolation=cv2.INTER_AREA)
            return photo.astype(np.float32) / np.float32(127.5) - 1
        photo = super().crop(photo, rng)
        if self.variant.crops == "strong":  # colour of the light, contrast, and a square left out
            photo = photo * np.exp(rng.normal(0, 0.15, 3)).astype(np.float32)
            side = self.size // 3
            top, left = rng.integers(self.size - side, size=2)
            photo[top : top + side, left : left + side] = 0
        return photo

    def __getitem__(self, step):
        photos, labels = super().__getitem__(step)
        if self.attributes is not None:
            labels |= {name: self.attributes[name][labels["species"]] for name in ATTRIBUTES}
        if self.teacher is not None:
            labels["taught"] = keras.ops.convert_to_numpy(keras.ops.softmax(self.teacher(photos)))
        return photos, labels


def attribute_table() -> dict[str, np.ndarray]:
    """For each attribute its value in each class: the kind, and ruling, bands and spots of the largest part."""
    table = {name: np.empty(CLASSES, np.int32) for name in ATTRIBUTES}
    for number in range(CLASSES):
        genome = thing(number)
        pattern = max(genome["parts"], key=lambda part: part["size"])["pattern"]
        table["kind"][number] = KINDS.index(genome["kind"])
        table["ruling"][number] = RULINGS.index(pattern["ruling"]["kind"])
        table["bands"][number] = min(len(pattern["bands"]), ATTRIBUTES["bands"] - 1)
        table["spots"][number] = min(len(pattern["spots"]), ATTRIBUTES["spots"] - 1)
    return table


def teacher() -> keras.Model:
    """The weights that ship with their head: photos to scores of the classes."""
    model = pretrain.build(0.35)
    pretrain.restore(model, 0.35)
    model.trainable = False
    return keras.Model(model.input, model.output["species"])


def build(variant: Variant) -> keras.Model:
    """The recipe's network, compiled, with the variant's heads and losses."""
    keras.utils.set_random_seed(variant.seed)
    model = pretrain.build(variant.alpha)
    features = model.get_layer("species").input
    outputs, weights = dict(model.output), {"species": 1.0, "family": variant.families}
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    losses = dict.fromkeys(outputs, cross_entropy)
    if variant.attributes:
        for name, values in ATTRIBUTES.items():
            outputs[name] = keras.layers.Dense(values, name=name)(features)
            losses[name], weights[name] = cross_entropy, 0.25
    if variant.taught:
        outputs["taught"] = keras.layers.Activation("linear", name="taught")(outputs["species"])
        losses["taught"] = keras.losses.CategoricalCrossentropy(from_logits=True)
        weights |= {"taught": 0.5, "species": 0.5}
    model = keras.Model(model.input, outputs)
    optimizer = pretrain.make_optimizer(use_ema=variant.averaged, ema_momentum=0.99)
    model.compile(optimizer, loss=losses, loss_weights=weights, metrics={"species": "accuracy"}, jit_compile=False)
    model.optimizer.build(model.trainable_variables)
    return model


def run(variant: Variant, pool: Path, photos: int) -> keras.Model:
    """Train three quarters of `photos` at 64 px, the last quarter at the variant's size."""
    model = build(variant)
    steps = photos // BATCH
    last = steps // 4
    begun = 0

    def rate(step):
        warm = pretrain.RATE * min(1.0, (step + 1) / pretrain.WARM_UP)
        return warm * min(1.0, (steps - step) / last) if variant.falls else warm

    for number, size in ((steps - last, 64), (last, variant.finish)):
        schedule = keras.callbacks.LambdaCallback(
            on_train_batch_begin=lambda b, logs, first=begun: model.optimizer.learning_rate.assign(rate(first + b))
        )
        batches = VariantBatches(pool, number, BATCH, size, seed=variant.seed + begun, variant=variant)
        model.fit(batches, verbose=0, shuffle=False, callbacks=[schedule])
        begun += number
    if variant.averaged:
        settle(model, VariantBatches(pool, 100, BATCH, variant.finish, seed=1, variant=variant))
    return model


def settle(model, batches) -> None:
    """`fit` ended by putting the averaged weights in; find the statistics of BatchNorm that belong to them."""
    model.compile(keras.optimizers.SGD(0.0), loss=model.loss, jit_compile=False)
    model.fit(batches, verbose=0, shuffle=False)


def measure(model, alpha: float, pool: Path, sets: dict[str, tuple]) -> dict[str, float]:
    """Accuracy, in %, on held-out source photos and of a ridge regression on the features of each photo set."""
    backbone = backbone_of(model, alpha, SIZE)
    pooled = keras.Model(backbone.input, keras.layers.GlobalAveragePooling2D()(backbone.output))
    figures = {"source": 100 * pretrain.source_accuracy(model, pool, SIZE, photos=2000, classes=SEEN)}
    for name, (images, labels, is_test) in sets.items():
        features = pooled.predict(images / np.float32(127.5) - 1, batch_size=100, verbose=0)
        figures[name] = 100 * ridge_accuracy(features, labels, is_test)
    return figures


def print_table(runs: Path) -> None:
    """What RUNS holds, in the order of VARIANTS."""
    print("| changed | held-out source photos | moths | real moths | seconds |\n| --- | --- | --- | --- | --- |")
    for name in VARIANTS:
        path = runs / f"{name}.json"
        if path.exists():
            figures = json.loads(path.read_text())
            cells = (f"{figures[key]:.1f} %" if key in figures else "" for key in ("source", "moths", "real"))
            print(f"| {name} | {' | '.join(cells)} | {figures['seconds']:.0f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", type=Path, help="folder of shards")
    parser.add_argument("runs", type=Path, help="folder that keeps the figures of finished runs")
    parser.add_argument("--photos", type=int, default=50_000, help="photos each run sees (default 50,000)")
    parser.add_argument("--real", help="folder of real moths to measure on as well")
    args = parser.parse_args()
    keep_freed_memory()  # a step frees and asks for the same memory as the one before
    args.runs.mkdir(parents=True, exist_ok=True)
    sets = {"moths": read_set()} | ({"real": read_set(args.real, 5)} if args.real else {})
    for name, variant in VARIANTS.items():
        path = args.runs / f"{name}.json"
        if path.exists():
            continue
        start = time.perf_counter()
        model = run(variant, args.pool, args.photos)
        seconds = time.perf_counter() - start
        figures = measure(model, variant.alpha, args.pool, sets) | {"seconds": seconds, "photos": args.photos}
        beside = path.with_suffix(".partial")
        beside.write_text(json.dumps(figures, indent=2) + "\n")
        beside.rename(path)
        print(name, figures, flush=True)
    print_table(args.runs)


if __name__ == "__main__":
    main()
