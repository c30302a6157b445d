"""The six regimes as experiments: each takes the same setting and gives the same kind of outcome."""

import time
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tlcourse.backbones.features import extract_features
from tlcourse.backbones.loading import Backbone, load_backbone
from tlcourse.backbones.source_task import SourceTask, measure_source_accuracy
from tlcourse.photos.loading import PhotoSet
from tlcourse.progress import track
from tlcourse.training.batches import endless_batches, steps_per_epoch
from tlcourse.training.recipes import Run, fine_tune, measure_accuracy, train_from_scratch, train_head
from tlcourse.training.steps import AdamW, compile_scores, compile_step

__all__ = ["BUDGETS", "EXPERIMENTS", "Outcome", "Setting"]


class Budget(NamedTuple):
    """How long each is trained.

    The seconds bound a rival trained from scratch; its learning rate decays over them.
    """

    scratch_seconds: float | None
    convnet_seconds: float | None
    scratch_epochs: int = 60
    convnet_epochs: int = 60
    augmented_epochs: int = 0  # for a second convnet, trained with augmentation; the better of the two counts
    tuning_epochs: int = 24
    forgetting_epochs: int = 3


BUDGETS = {
    "quick": Budget(scratch_seconds=15, convnet_seconds=25, tuning_epochs=10, forgetting_epochs=1),
    "full": Budget(scratch_seconds=None, convnet_seconds=None, augmented_epochs=120),
}


class Outcome(NamedTuple):
    """What one regime gave with one seed.

    Accuracies are fractions from 0 to 1; `seconds` is everything that the regime needs, from the photos on.
    `source_accuracy_*` are None where the source task is not at hand.
    """

    train_accuracy: float
    test_accuracy: float
    trained_parameters: int
    seconds: float
    source_accuracy_before: float | None = None
    source_accuracy_after: float | None = None


@dataclass
class Setting:
    """What the six regimes have in common with one seed."""

    train: PhotoSet
    test: PhotoSet
    backbone: Backbone
    seed: int
    budget: Budget
    source: SourceTask | None = None

    @property
    def n_species(self) -> int:
        """How many species there are to choose from."""
        return len(self.train.species)

    @cached_property
    def extraction(self) -> Run:
        """Feature extraction; fine-tuning goes on from its head. The cache is left out so that the seconds are true."""
        return self.extract(self.backbone)

    @cached_property
    def source_before(self) -> float | None:
        """Accuracy of the untouched backbone on the source task."""
        return None if self.source is None else measure_source_accuracy(self.backbone.model, self.source)

    def extract(self, backbone: Backbone) -> Run:
        """Features of all photos, then a head on them; the seconds are those of both."""
        started = time.perf_counter()
        features = [extract_features(backbone, part, cache=False) for part in (self.train, self.test)]
        run = train_head(features[0], self.train.labels, features[1], self.test.labels, seed=self.seed)
        seconds = time.perf_counter() - started
        return Run(run.model, run.history, run.train_accuracy, run.test_accuracy, run.trained_parameters, seconds)


def from_scratch(setting: Setting) -> Outcome:
    """The backbone's own architecture, weights unknown to it: MobileNetV2 trained on the photos alone."""
    from tlcourse.training.models import build_mobilenet_from_scratch

    budget = setting.budget
    model = build_mobilenet_from_scratch(setting.n_species, setting.train.size, seed=setting.seed)
    return outcome(
        train_from_scratch(
            model, *parts(setting), epochs=budget.scratch_epochs, seconds=budget.scratch_seconds, seed=setting.seed
        )
    )


def small_convnet(setting: Setting) -> Outcome:
    """The honest rival. With a budget for it, also with augmentation; the better one on the test photos counts.

    Choosing by the test photos flatters the rival, which is the side to err on.
    """
    from tlcourse.training.models import build_convnet

    budget, plans = setting.budget, [(setting.budget.convnet_epochs, False)]
    if budget.augmented_epochs:
        plans.append((budget.augmented_epochs, True))
    runs = []
    for epochs, augmented in plans:
        model = build_convnet(setting.n_species, setting.train.size, seed=setting.seed)
        options = {"seconds": budget.convnet_seconds, "augmented": augmented, "seed": setting.seed}
        runs.append(train_from_scratch(model, *parts(setting), epochs=epochs, **options))
    return outcome(max(runs, key=lambda run: run.test_accuracy))


def random_features(setting: Setting) -> Outcome:
    """The control: the same network frozen with random weights, and a head on what it gives."""
    backbone = setting.backbone
    return outcome(setting.extract(load_backbone(backbone.name, "random", size=backbone.size, seed=setting.seed)))


def feature_extraction(setting: Setting) -> Outcome:
    """The borrowed network, frozen, and a head on its features."""
    return outcome(setting.extraction)


def fine_tuning(setting: Setting) -> Outcome:
    """Go on from feature extraction: unfreeze, BatchNormalization excepted, at a low learning rate."""
    run = fine_tune(
        setting.backbone,
        setting.extraction.model,
        *parts(setting),
        from_layer=None,
        epochs=setting.budget.tuning_epochs,
        seed=setting.seed,
    )
    return outcome(run, setting, setting.extraction.seconds)


def forgetting(setting: Setting) -> Outcome:
    """What not to do: a new head, everything unfrozen, BatchNormalization too, and Adam at 1e-2."""
    import keras

    keras.utils.set_random_seed(setting.seed)
    backbone, started = setting.backbone, time.perf_counter()
    body = keras.models.clone_model(backbone.model)
    body.set_weights(backbone.model.get_weights())
    inputs = keras.Input((backbone.size, backbone.size, 3))
    pooled = keras.layers.GlobalAveragePooling2D()(body(inputs))
    model = keras.Model(inputs, keras.layers.Dense(setting.n_species, activation="softmax")(pooled))
    train, test = (backbone.preprocess(part.images) for part in parts(setting))
    options = {"batch": 32, "seed": setting.seed, "prepare": lambda pixels, rng: pixels}
    batches = endless_batches(train, setting.train.labels, setting.n_species, **options)
    step = compile_step(model, AdamW(model, weight_decay=0.0))
    steps = setting.budget.forgetting_epochs * steps_per_epoch(len(train), 32)
    for _ in track(range(steps), "Training all at a reckless rate", steps):
        step(*next(batches), np.float32(1e-2))
    seconds = time.perf_counter() - started
    score = compile_scores(model, train.shape[1:])
    shares = [measure_accuracy(score, *pair) for pair in ((train, setting.train.labels), (test, setting.test.labels))]
    trained = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    return outcome(Run(model, {}, *shares, trained, seconds), setting)


def parts(setting: Setting) -> tuple[PhotoSet, PhotoSet]:
    """The photos to train on and to test on."""
    return setting.train, setting.test


def outcome(run: Run, setting: Setting | None = None, extra_seconds: float = 0.0) -> Outcome:
    """A run as an outcome; with a setting, the source task is measured before and after."""
    source = (None, None)
    if setting is not None and setting.source is not None:
        source = (setting.source_before, measure_source_accuracy(backbone_in(run.model), setting.source))
    seconds = run.seconds + extra_seconds
    return Outcome(run.train_accuracy, run.test_accuracy, run.trained_parameters, seconds, *source)


def backbone_in(model):
    """The backbone inside a whole model: its nested model that gives feature maps."""
    return next(layer for layer in model.layers if hasattr(layer, "layers") and len(layer.output.shape) == 4)


EXPERIMENTS = {
    "from_scratch": from_scratch,
    "small_convnet": small_convnet,
    "random_features": random_features,
    "feature_extraction": feature_extraction,
    "fine_tuning": fine_tuning,
    "forgetting": forgetting,
}
