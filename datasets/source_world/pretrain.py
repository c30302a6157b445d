"""Pretrain the backbone on the source world: `python -m datasets.source_world.pretrain POOL RUN --photos 1000000`.

Warm-up, a constant rate for as long as you like, then `--finish`: the rate falls to zero at the size used, which
settles the weights (the trapezoid of Zhai et al. 2022, "Scaling vision transformers"). A run can be stopped at any
moment and started again with the same command; it goes on from its last checkpoint. `--go-on` starts a new run where the
weights that ship ended, on photos that they have not seen. Works on any Keras backend.
"""

import argparse
import csv
import json
import os
import time
from functools import cache
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import cv2
import keras
import numpy as np

from datasets.source_world.make import CLASSES, SHARD
from datasets.source_world.things import SISTERS
from tlcourse.memory import keep_freed_memory

FAMILIES = CLASSES // SISTERS
WEIGHTS = Path(__file__).parent / "weights"
RATE = 2e-3
WARM_UP = 300  # steps


@cache
def open_shard(path: Path) -> np.ndarray:
    """A shard, mapped once: Keras holds on to old batches, and a system allows only so many maps."""
    return np.load(path, mmap_mode="r")


class Batches(keras.utils.PyDataset):
    """Random photos of whatever shards the pool holds by now, cropped, flipped, shifted in brightness."""

    def __init__(self, pool: Path, steps: int, batch: int, size: int, seed: int):
        super().__init__(workers=1)
        paths = sorted(pool.glob("shard_*.npy"))[1:]  # the first is for validation
        self.first = [int(path.stem.removeprefix("shard_")) * SHARD for path in paths]
        self.shards = [open_shard(path) for path in paths]
        if not self.shards:
            raise SystemExit(
                f"{pool} holds fewer than two shards; run `python -m datasets.source_world.make {pool}` first."
            )
        self.steps, self.batch, self.size, self.seed = steps, batch, size, seed

    def __len__(self):
        return self.steps

    def __getitem__(self, step):
        rng = np.random.default_rng([self.seed, step])
        photos = np.empty((self.batch, self.size, self.size, 3), np.float32)
        labels = np.empty(self.batch, np.int32)
        for k in range(self.batch):
            photo, labels[k] = self.draw(rng)
            photos[k] = self.crop(photo, rng)
        return photos, {"species": labels, "family": labels // SISTERS}

    def draw(self, rng):
        shard, row = rng.integers(len(self.shards)), rng.integers(SHARD)
        return self.shards[shard][row], (self.first[shard] + row) % CLASSES

    def crop(self, photo, rng):
        return crop(photo, self.size, rng)


def crop(photo, size, rng):
    """A random crop (60 to 100 % of the side), flipped half the time, as MobileNetV2's input range -1 to 1."""
    whole = photo.shape[0]
    side = rng.uniform(0.6, 1.0)
    stretch = np.exp(rng.uniform(-0.12, 0.12))
    height, width = (int(min(whole, whole * side * f)) for f in (stretch, 1 / stretch))
    top, left = rng.integers(whole - height + 1), rng.integers(whole - width + 1)
    photo = photo[top : top + height, left : left + width]
    photo = cv2.resize(photo, (size, size), interpolation=cv2.INTER_AREA if height > size else cv2.INTER_LINEAR)
    if rng.random() < 0.5:
        photo = photo[:, ::-1]
    return photo.astype(np.float32) * np.float32(np.exp(rng.normal(0, 0.1)) / 127.5) - 1


def build(alpha: float) -> keras.Model:
    """The backbone (any input size) with a class and a family output on its pooled features."""
    base = keras.applications.MobileNetV2(alpha=alpha, include_top=False, weights=None, input_shape=(None, None, 3))
    for layer in base.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.99
    features = keras.layers.GlobalAveragePooling2D()(base.output)
    outputs = {
        "species": keras.layers.Dense(CLASSES, name="species")(features),
        "family": keras.layers.Dense(FAMILIES, name="family")(features),
    }
    return keras.Model(base.input, outputs)


def make_optimizer(**options) -> keras.optimizers.Optimizer:
    return keras.optimizers.AdamW(RATE, weight_decay=0.02, global_clipnorm=2.0, **options)


def compile_model(model: keras.Model) -> None:
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(
        make_optimizer(),
        loss={"species": cross_entropy, "family": cross_entropy},
        loss_weights={"species": 1.0, "family": 0.5},
        metrics={"species": "accuracy"},
        jit_compile=False,
    )


def source_accuracy(model, pool: Path, size: int, photos: int = 1000, classes: int = CLASSES) -> float:
    """Accuracy on photos of the first `classes` classes in the shard that training never reads."""
    held_out = np.load(min(pool.glob("shard_*.npy")), mmap_mode="r")[:photos]
    labels = np.arange(len(held_out)) % CLASSES
    asked = np.flatnonzero(labels < classes)
    pixels = np.stack([cv2.resize(held_out[i], (size, size), interpolation=cv2.INTER_AREA) for i in asked])
    scores = model.predict(pixels / np.float32(127.5) - 1, batch_size=100, verbose=0)["species"]
    return float((scores.argmax(1) == labels[asked]).mean())


def restore(model: keras.Model, alpha: float) -> dict:
    """Put the weights that ship into a new model, and return what went into them so far: photos seen and made, seconds."""
    base = keras.applications.MobileNetV2(alpha=alpha, include_top=False, weights=None, input_shape=(96, 96, 3))
    base.load_weights(WEIGHTS / f"mobilenet_v2_{alpha}.weights.h5")
    backbone_layers = [layer for layer in model.layers if layer.weights and not isinstance(layer, keras.layers.Dense)]
    for layer, source in zip(backbone_layers, [layer for layer in base.layers if layer.weights], strict=True):
        layer.set_weights(source.get_weights())
    with np.load(WEIGHTS / "source_head.npz") as head:
        kernel, bias = head["kernel"].astype(np.float32), head["bias"]
    model.get_layer("species").set_weights([kernel, bias])
    # The family head does not ship; the mean of its classes is close.
    model.get_layer("family").set_weights(
        [kernel.reshape(-1, FAMILIES, SISTERS).mean(2), bias.reshape(FAMILIES, SISTERS).mean(1)]
    )
    figures = json.loads((WEIGHTS.parent / "figures.json").read_text())
    return {"seen": figures["photos_seen"], "seconds": figures["hours"] * 3600, "made": figures["photos_made"]}


def train(args) -> None:
    args.run.mkdir(parents=True, exist_ok=True)
    state_path, progress_path = args.run / "state.keras", args.run / "progress.json"
    progress = {"seen": 0, "steps": 0, "seconds": 0.0, "finished": 0, "made": 0}
    if state_path.exists():
        model, progress = keras.models.load_model(state_path), json.loads(progress_path.read_text())
    else:
        keras.utils.set_random_seed(args.seed)
        model = build(args.alpha)
        if args.go_on:
            progress |= restore(model, args.alpha)
        compile_model(model)
        model.optimizer.build(model.trainable_variables)  # left to `fit`, the step would be traced twice
    goal = args.photos // args.batch
    done = "finished" if args.finish else "steps"

    def rate(step):
        return RATE * (1 - step / goal) if args.finish else RATE * min(1.0, (step + 1) / WARM_UP)

    while progress[done] < goal:
        start = time.perf_counter()
        steps = min(args.steps, goal - progress[done])
        first = progress[done]
        schedule = keras.callbacks.LambdaCallback(
            on_train_batch_begin=lambda b, logs, m=model, f=first: m.optimizer.learning_rate.assign(rate(f + b))
        )
        batches = Batches(args.pool, steps, args.batch, args.size, seed=args.seed + progress["seen"])
        history = model.fit(batches, verbose=0, callbacks=[schedule], shuffle=False).history
        progress[done] += steps
        progress["seen"] += steps * args.batch
        progress["seconds"] += time.perf_counter() - start
        row = {**progress, "size": args.size, "pool": progress["made"] + len(batches.shards) * SHARD, "loss": history["loss"][0],
               "accuracy": history["species_accuracy"][0], "source": source_accuracy(model, args.pool, args.size)}  # fmt: skip
        log(args.run / "log.csv", row)
        save(model, progress, state_path, progress_path)
        print(
            {k: round(v, 3) for k, v in row.items()},
            f"{steps * args.batch / (time.perf_counter() - start):.0f} photos/s",
            flush=True,
        )


def save(model, progress, state_path, progress_path):
    beside = state_path.with_name("state.partial.keras")
    model.save(beside)
    progress_path.write_text(json.dumps(progress))
    beside.rename(state_path)


def log(path, row):
    new = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, row)
        if new:
            writer.writeheader()
        writer.writerow(row)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", type=Path, help="folder of shards")
    parser.add_argument("run", type=Path, help="folder for the checkpoint and the log")
    parser.add_argument("--photos", type=int, default=1_000_000, help="photos to see in this phase")
    parser.add_argument("--size", type=int, default=64, help="pixels a side")
    parser.add_argument("--finish", action="store_true", help="let the rate fall to zero over --photos")
    parser.add_argument("--go-on", action="store_true", help="start from the weights that ship")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--steps", type=int, default=300, help="steps between checkpoints")
    parser.add_argument("--alpha", type=float, default=0.35, help="width of MobileNetV2")
    parser.add_argument("--seed", type=int, default=0)
    keep_freed_memory()  # a step frees and asks for the same memory as the one before
    train(parser.parse_args())


if __name__ == "__main__":
    main()
