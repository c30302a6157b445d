"""When does transfer help? `python -m datasets.results.when_it_helps`, from the project's root folder.

Makes `when-it-helps.json` beside this file: accuracy and cost of training from scratch and of borrowing, by number of
photos and by photo set. The command goes on where it was cut. After the backbone's weights have been replaced, it
measures the points that depend on them again, and only those. X-rays are measured where they are at hand (`tlcourse get
pneumoniamnist`, or `--xrays` with a folder that holds one folder per class).
"""

import argparse
import time
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from datasets.moths.collection import Collection
from datasets.moths.make import make
from datasets.results.grid import Point, Results
from tlcourse.backbones.features import extract_features
from tlcourse.backbones.loading import load_backbone
from tlcourse.photos.loading import PhotoSet, load_photos
from tlcourse.places import cache_folder
from tlcourse.quiet import import_keras
from tlcourse.training.batches import endless_batches, steps_per_epoch
from tlcourse.training.fitting import Run, count_trainable, fit_batches, measure_accuracy
from tlcourse.training.models import build_convnet
from tlcourse.training.recipes import fine_tune, train_head

__all__ = ["GRID", "Clock", "Lab", "shown_in_training"]

FILE = Path(__file__).with_name("when-it-helps.json")
RECIPE = 1  # changes when the same point would come out differently
SIZE, BATCH = 96, 32
MOTHS = {"seed": 2026, "species": 20, "train": 100, "test": 20}  # the first 20 species that ship, with more photos
SEEDS = (0, 1, 2)
PATIENCE = {"small_convnet": 600, "fine_tuning": 200}  # photos shown in training, for each root of a training photo
RATE = {"small_convnet": 1e-3, "fine_tuning": 3e-4}
TUNED_FROM = "block_6_expand"
BORROWED = ("feature_extraction", "fine_tuning")
SCRATCH = ("small_convnet",)
CONTROLS = ("raw_pixels", "random_features")


def points_of(experiment: str, photos: str, species: int, per_species: int, regimes: tuple[str, ...], seed: int):
    """The points of one seed that differ in the regime only."""
    return [Point(experiment, photos, species, per_species, regime, seed) for regime in regimes]


def grid() -> list[Point]:
    """Every point: first those without borrowed weights, which are measured once and take longest."""
    sizes = [("size", "moths", 20, k) for k in (100, 30, 10, 3)]
    far = [("distance", *which) for which in (("fields", 10, 10), ("scans", 10, 10), ("pneumoniamnist", 2, 100))]
    controlled = [*far, ("distance", "moths", 20, 10)]
    parts = [(sizes, SCRATCH), (far, SCRATCH), (controlled, CONTROLS), ([*sizes, *far], BORROWED)]
    return [
        p for which, regimes in parts for seed in SEEDS for place in which for p in points_of(*place, regimes, seed)
    ]


GRID = grid()


class Clock:
    """CPU seconds of this process, all threads together, and seconds on the wall. Only the former bear other jobs."""

    def __enter__(self):
        self.started = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *error):
        self.cpu = time.process_time() - self.started[0]
        self.wall = time.perf_counter() - self.started[1]


class Cost(NamedTuple):
    """What something took: CPU seconds and seconds on the wall."""

    cpu: float
    wall: float


def shown_in_training(regime: str, n_train: int) -> int:
    """How many photos a training shows: more for larger sets, and more passes over small ones."""
    return int(PATIENCE[regime] * n_train**0.5) // BATCH * BATCH


class Lab:
    """Measures points. Photos, features and heads are made once."""

    def __init__(self, moths: Path, xrays: Path):
        self.folders = {"moths": moths, "pneumoniamnist": xrays}
        self.backbone = load_backbone("mobilenet_v2", "procedural", size=SIZE)
        self.whole_set = cache(self.whole_set)
        self.features_of_all = cache(self.features_of_all)
        self.head_on = lru_cache(maxsize=2)(self.head_on)

    def measure(self, point: Point) -> dict | None:
        """The outcome of a point, or None where its photos are not at hand."""
        if point.photos == "pneumoniamnist" and not self.folders[point.photos].is_dir():
            return None
        train, test = self.parts(point)
        run, cost = getattr(self, point.regime)(point, train, test)
        return {
            "train_accuracy": round(run.train_accuracy, 5),
            "test_accuracy": round(run.test_accuracy, 5),
            "n_train": len(train),
            "n_test": len(test),
            "trained_parameters": run.trained_parameters,
            "cpu_seconds": round(cost.cpu, 2),
            "seconds": round(cost.wall, 2),
        }

    def whole_set(self, name: str, seed: int) -> tuple[PhotoSet, PhotoSet]:
        """All photos that may be trained on, and all to test on."""
        if name in ("fields", "scans"):
            return load_photos(name, size=SIZE, per_species=10, seed=seed)
        train, test = load_photos(self.folders[name], size=SIZE, per_species=None)
        return train, test.per_species(int(np.bincount(test.labels).min()))  # each class counts alike

    def parts(self, point: Point) -> tuple[PhotoSet, PhotoSet]:
        """The photos of a point; the moths and X-rays of one seed are nested, and the test photos the same for all."""
        train, test = self.whole_set(point.photos, point.seed)
        train = train.per_species(point.per_species, seed=point.seed)
        return train, test

    def features_of_all(self, name: str, seed: int, weights: str) -> tuple[dict[Path, np.ndarray], Cost]:
        """Features of every photo of a set by path, and what one photo costs."""
        backbone = self.backbone if weights == "procedural" else load_backbone("mobilenet_v2", weights, seed=seed)
        train, test = self.whole_set(name, seed)
        with Clock() as clock:
            features = [extract_features(backbone, part, cache=False) for part in (train, test)]
        by_path = dict(zip((*train.paths, *test.paths), np.concatenate(features), strict=True))
        return by_path, Cost(clock.cpu / len(by_path), clock.wall / len(by_path))

    def raw_pixels(self, point: Point, train: PhotoSet, test: PhotoSet) -> tuple[Run, Cost]:
        """No network: a head on 24 x 24 pixels."""
        with Clock() as clock:
            pixels = [coarse(part.images) for part in (train, test)]
            run = train_head(pixels[0], train.labels, pixels[1], test.labels, seed=point.seed)
        return run, Cost(clock.cpu, clock.wall)

    def random_features(self, point: Point, train: PhotoSet, test: PhotoSet) -> tuple[Run, Cost]:
        """The control: the same network, its weights random."""
        return self.head_on(point._replace(regime="random"))

    def feature_extraction(self, point: Point, train: PhotoSet, test: PhotoSet) -> tuple[Run, Cost]:
        """The borrowed network, frozen."""
        return self.head_on(point._replace(regime="procedural"))

    def head_on(self, point: Point) -> tuple[Run, Cost]:
        """A head on features; `point.regime` names the weights here."""
        train, test = self.parts(point)
        seed = point.seed if point.photos in ("fields", "scans") or point.regime == "random" else 0
        features, each = self.features_of_all(point.photos, seed, point.regime)
        rows = [np.stack([features[path] for path in part.paths]) for part in (train, test)]
        with Clock() as clock:
            run = train_head(rows[0], train.labels, rows[1], test.labels, seed=point.seed)
        return run, Cost(clock.cpu + len(train) * each.cpu, clock.wall + len(train) * each.wall)

    def fine_tuning(self, point: Point, train: PhotoSet, test: PhotoSet) -> tuple[Run, Cost]:
        """Go on from feature extraction, with augmentation; BatchNormalization stays frozen."""
        first, spent = self.feature_extraction(point, train, test)
        epochs = max(
            1, round(shown_in_training("fine_tuning", len(train)) / BATCH / steps_per_epoch(len(train), BATCH))
        )
        options = {"from_layer": TUNED_FROM, "learning_rate": RATE["fine_tuning"], "epochs": epochs, "seed": point.seed}
        with Clock() as clock:  # also measures the training photos at the end; the test photos are left out
            run = fine_tune(self.backbone, first.model, train, test.subset([0]), **options)
        predict = lambda images: run.model.predict_on_batch(self.backbone.preprocess(images))  # noqa: E731
        tuned = replace(run, test_accuracy=measure_accuracy(predict, test.images, test.labels))
        return tuned, Cost(spent.cpu + clock.cpu, spent.wall + clock.wall)

    def small_convnet(self, point: Point, train: PhotoSet, test: PhotoSet) -> tuple[Run, Cost]:
        """From scratch: the honest rival, without augmentation, which costs it more than it gives in so few steps."""
        import_keras().utils.set_random_seed(point.seed)
        model = build_convnet(point.species, SIZE, seed=point.seed)
        options = {"batch": BATCH, "seed": point.seed, "prepare": lambda images, rng: images}
        batches = endless_batches(train.images, train.labels, point.species, **options)
        steps = shown_in_training("small_convnet", len(train)) // BATCH
        with Clock() as clock:
            rate = RATE["small_convnet"]
            fit_batches(model, batches, steps, 1, rate, watch=lambda: 0.0, label="Training the small convnet")
        accuracies = [measure_accuracy(model, part.images, part.labels) for part in (train, test)]
        return Run(model, {}, *accuracies, count_trainable(model), 0.0), Cost(clock.cpu, clock.wall)


def coarse(images: np.ndarray) -> np.ndarray:
    """Photos (n, 96, 96, 3) as rows of 24 x 24 mean colours, float32 (n, 1728)."""
    n, side = len(images), SIZE // 4
    return images.reshape(n, side, 4, side, 4, 3).mean(axis=(2, 4), dtype=np.float32).reshape(n, -1)


def main() -> None:
    """Read the command line, make the moths if they are missing, measure what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--xrays", type=Path, default=cache_folder() / "pneumoniamnist", help="folder of X-rays")
    wish = parser.parse_args()
    moths = cache_folder() / "results" / "-".join(map(str, ("moths", *MOTHS.values())))
    if not moths.is_dir():
        make(Collection(*MOTHS.values()), moths)
    lab = Lab(moths, wish.xrays)
    facts = {
        "command": "python -m datasets.results.when_it_helps",
        "recipe": RECIPE,
        "moths": MOTHS,
        "size": SIZE,
        "seeds": list(SEEDS),
        "photos_shown_per_root_of_photos": PATIENCE,
        "learning_rate": RATE,
        "tuned_from": TUNED_FROM,
    }
    Results(FILE, facts, lab.backbone.digest).run(GRID, lab.measure, lambda text: print(text, flush=True))


if __name__ == "__main__":
    main()
