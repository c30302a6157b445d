"""What is measured, each in a process of its own: `python -m tests.benchmarks.contests WORLD CONTEST SEED`.

A contest gives for each contestant seconds on the clock and seconds of computing (user and system, all cores), and
what else is worth knowing. Who goes first changes with the seed.
"""

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np


class World(NamedTuple):
    """A backbone and the photos that it gets."""

    alpha: float
    size: int
    weights: str


WORLDS = {"embedded": World(0.35, 96, "procedural"), "wide": World(1.0, 160, "random")}
EPOCHS, TUNING_EPOCHS, TOP = 10, 5, "block_13_expand"
CONTESTS = {}


def contest(function):
    """Register a contest under its name."""
    CONTESTS[function.__name__] = function
    return function


def computing() -> float:
    """Seconds of computing so far, children included."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def race(contestants: dict, seed: int) -> tuple[dict, dict]:
    """Run each contestant once; returns times and what each gave."""
    times, given = {}, {}
    for name in sorted(contestants, reverse=bool(seed % 2)):
        clock, spent = time.perf_counter(), computing()
        given[name] = contestants[name]()
        times[name] = {"seconds": time.perf_counter() - clock, "computing": computing() - spent}
    return times, given


def unvalidated(world: World, recipe) -> dict:
    """The recipe without validation, beside; of the small network only, since the wide one takes minutes."""
    return {"recipe, not validated": recipe} if world is WORLDS["embedded"] else {}


def backbone_of(world: World):
    from tlcourse import load_backbone

    return load_backbone("mobilenet_v2", world.weights, size=world.size, alpha=world.alpha)


def photos_of(world: World):
    """The moths, decoded: no contestant is charged for that."""
    from tlcourse import load_photos

    photos = load_photos("moths", size=world.size)
    assert len(photos.train.images) == 1400 and len(photos.test.images) == 800
    return photos


def warm_up(backbone) -> None:
    """Let TensorFlow load what it loads only once: none of it is counted."""
    keras = sys.modules["keras"]
    model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 3), keras.layers.GlobalAveragePooling2D()])
    model.compile("adam", "mse", jit_compile=False)
    model.fit(np.zeros((4, 8, 8, 3)), np.zeros((4, 4)), verbose=0)


@contest
def extraction(world: World, seed: int) -> dict:
    """Feature extraction against the canonical recipe, a frozen base inside the model and `fit`. Same head.

    As in Keras' own guide, `fit` measures after each epoch on photos held back, as ours does; once more without.
    """
    import keras

    from tlcourse import extract_features, train_head
    from tlcourse.training.fine_tuning import copy_of
    from tlcourse.training.recipes import build_head, learning_part

    backbone, photos = backbone_of(world), photos_of(world)
    train, test = photos
    warm_up(backbone)
    head = build_head(extract_features(backbone_of(world), train, cache=False), 200, 0.5, seed)

    def ours():
        features = [extract_features(backbone, part) for part in photos]
        return train_head(features[0], train.labels, features[1], test.labels, epochs=EPOCHS, seed=seed).test_accuracy

    def first_head():
        learning_part.cache_clear()
        return ours()

    def canonical(**validation):
        keras.utils.set_random_seed(seed)
        base = backbone.model
        base.trainable = False
        inputs = keras.Input((world.size, world.size, 3))
        maps = base(keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs), training=False)
        model = keras.Model(inputs, copy_of(head)(keras.layers.GlobalAveragePooling2D()(maps)))
        rate = keras.optimizers.schedules.CosineDecay(1e-3, 1400 // 32 * EPOCHS)
        optimizer = keras.optimizers.AdamW(rate, weight_decay=3.0)
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
        model.fit(train.images, train.labels, batch_size=32, epochs=EPOCHS, verbose=0, **validation)
        return model.evaluate(test.images, test.labels, batch_size=64, verbose=0)[1]

    validated = lambda: canonical(validation_data=(test.images, test.labels), validation_batch_size=64)  # noqa: E731
    contestants = {"ours, cold cache": ours, "recipe": validated} | unvalidated(world, canonical)
    times, accuracy = race(contestants, seed)
    for name, again in {"ours, warm cache, first head": first_head, "ours, warm cache": ours}.items():
        told, reached = race({name: again}, 0)
        times, accuracy = times | told, accuracy | reached
    return {"times": times, "accuracy": accuracy}


@contest
def fine_tuning(world: World, seed: int) -> dict:
    """Fine-tuning the top: activations at the freeze boundary against `fit` of the whole model, validated or not."""
    import keras

    from tlcourse import fine_tune, measure_accuracy
    from tlcourse.training import fine_tuning as parts
    from tlcourse.training.batches import endless_batches
    from tlcourse.training.recipes import build_head

    backbone, (train, test) = backbone_of(world), photos_of(world)
    warm_up(backbone)
    head = build_head(
        np.random.default_rng(seed).random((9, backbone.model.output_shape[-1]), np.float32), 200, 0.5, seed
    )
    shared = {"from_layer": TOP, "epochs": TUNING_EPOCHS, "augmented": False, "seed": seed}

    def ours():
        run = fine_tune(backbone, head, train, test, **shared)
        return run.model.get_weights(), run.test_accuracy

    def whole(**validation):
        keras.utils.set_random_seed(seed)
        model = parts.assemble(backbone, head, TOP)
        prepare = lambda images, rng: backbone.preprocess(images)  # noqa: E731
        batches = endless_batches(train.images, train.labels, 200, batch=32, seed=seed, prepare=prepare)
        predict = lambda images: model.predict_on_batch(backbone.preprocess(images))  # noqa: E731
        rate = keras.optimizers.schedules.CosineDecay(3e-4, 1400 // 32 * TUNING_EPOCHS)
        model.compile(keras.optimizers.Adam(rate), "categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
        steps = {"steps_per_epoch": 1400 // 32, "epochs": TUNING_EPOCHS}
        model.fit(batches, **steps, verbose=0, shuffle=False, **validation)
        return model.get_weights(), measure_accuracy(predict, test.images, test.labels)

    def validated():
        photos = (backbone.preprocess(test.images), keras.utils.to_categorical(test.labels, 200))
        return whole(validation_data=photos, validation_batch_size=64)

    times, given = race({"ours, cold cache": ours, "recipe": validated} | unvalidated(world, whole), seed)
    start = parts.assemble(backbone, head, TOP).get_weights()
    norm = lambda a, b: float(np.sqrt(sum(np.sum((x - y) ** 2) for x, y in zip(a, b, strict=True))))  # noqa: E731
    mine, theirs = given["ours, cold cache"][0], given["recipe"][0]
    differ = norm(mine, theirs) / norm(theirs, start)
    accuracy = {name: found[1] for name, found in given.items()}
    return {"times": times, "accuracy": accuracy, "weights differ, share of what they moved": differ}


@contest
def forward(world: World, seed: int) -> dict:
    """Features of 1,400 photos, ready to run, against bare forward passes. One after the other, three times."""
    from tests.benchmarks.runtimes import RUNTIMES
    from tlcourse import extract_features

    backbone, (train, _) = backbone_of(world), photos_of(world)
    contestants = {"ours": lambda: extract_features(backbone, train, cache=False)}
    missing = {}
    for name, build in RUNTIMES.items():
        try:
            contestants[name] = build(backbone, train.images)
        except ImportError as error:
            missing[name] = str(error)
    expected = contestants["ours"]()
    scale = float(np.abs(expected).max())
    error = {name: float(np.abs(run() - expected).max()) / scale for name, run in contestants.items()}
    rounds = [race(contestants, seed + i)[0] for i in range(3)]
    best = {name: {key: min(r[name][key] for r in rounds) for key in rounds[0][name]} for name in contestants}
    return {"times": best, "largest difference from ours, share of the largest feature": error, "missing": missing}


@contest
def start_up(world: World, seed: int) -> dict:
    """Importing the package against importing Keras; the command's help."""
    import subprocess

    def run(*arguments):
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
        return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment)

    contestants = {
        "python alone": run("-c", "pass"),
        "import tlcourse": run("-c", "import tlcourse"),
        "import keras": run("-c", "import keras"),
        "tlcourse --help": run("-m", "tlcourse", "--help"),
    }
    return {"times": race(contestants, seed)[0]}


def grow(world: World, seed: int, n: int, cores: int) -> dict:
    """Features of `n` photos on so many cores, from the files on; with the memory that it took."""
    from dataclasses import replace

    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    from tlcourse import extract_features, load_photos
    from tlcourse.backbones import features

    features.IN_MEMORY = 0  # read in parts, whatever the size
    backbone, photos = backbone_of(world), load_photos("moths", size=world.size).train
    chosen = np.arange(n) % len(photos)
    many = replace(photos.subset(chosen))
    extract_features(backbone, photos.subset(range(64)), cache=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times, _ = race({"features": lambda: extract_features(backbone, many, cache=False)}, 0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"times": times, "peak memory, MB": peak / 1024, "of it before, MB": before / 1024}


def sized(n: int, cores: int):
    """A contest of its own for each size, since a process keeps its largest memory."""
    return lambda world, seed: grow(world, seed, n, cores)


for photos in (350, 700, 1400, 2800, 5600):
    for cores in (1, 2):
        CONTESTS[f"growth_{photos}_{cores}"] = sized(photos, cores)
CONTESTS["growth_20000_2"] = sized(20000, 2)


def view(count: int | None):
    """Fine-tuning on so many versions of each photo, or on ever new ones, or on the photos as they are (0)."""

    def run(world: World, seed: int) -> dict:
        from tlcourse import extract_features, fine_tune, train_head

        backbone, (train, test) = backbone_of(world), photos_of(world)
        features = [extract_features(backbone, part, cache=False) for part in (train, test)]
        head = train_head(features[0], train.labels, features[1], test.labels, seed=seed)
        options = {"augmented": count != 0, "views": count or None}
        tune = lambda: fine_tune(backbone, head.model, train, test, epochs=EPOCHS, seed=seed, **options)  # noqa: E731
        times, given = race({"fine-tuning": tune}, 0)
        return {"times": times, "accuracy": {"head": head.test_accuracy, "tuned": given["fine-tuning"].test_accuracy}}

    return run


VIEWS = {"views_none": 0, "views_1": 1, "views_2": 2, "views_4": 4, "views_8": 8, "views_new": None}
CONTESTS.update({name: view(count) for name, count in VIEWS.items()})


def main() -> None:
    name, chosen, seed = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as cache:
        os.environ["TLCOURSE_CACHE"] = cache
        if chosen != "start_up" and not chosen.startswith("growth"):
            from tlcourse.quiet import import_keras

            import_keras()
        result = CONTESTS[chosen](WORLDS[name], int(seed))
    Path(sys.argv[4]).write_text(json.dumps(result), "utf-8")


if __name__ == "__main__":
    main()
