"""Training from scratch, and training a head on features."""

import functools
import random

import numpy as np

from tlcourse.photos.loading import PhotoSet
from tlcourse.quiet import import_keras
from tlcourse.training.augmentation import augment
from tlcourse.training.batches import endless_batches, steps_per_epoch
from tlcourse.training.fine_tuning import copy_variables, fine_tune
from tlcourse.training.fitting import Run, count_trainable, fit_batches, measure_accuracy
from tlcourse.training.models import build_convnet, build_mobilenet_from_scratch
from tlcourse.training.steps import compile_scores
from tlcourse.training.whole_epochs import WholeEpochs

__all__ = [
    "Run",
    "augment",
    "build_convnet",
    "build_mobilenet_from_scratch",
    "fine_tune",
    "measure_accuracy",
    "train_from_scratch",
    "train_head",
]

BATCH = 32


def train_from_scratch(
    model,
    train: PhotoSet,
    test: PhotoSet,
    *,
    epochs: int,
    seconds: float | None = None,
    augmented: bool = False,
    learning_rate: float = 1e-3,
    weight_decay: float = 0.0,
    seed: int = 0,
) -> Run:
    """Train a whole network that starts from random weights, with Adam and cosine decay.

    Args:
        model: takes pixels 0 to 255, as `build_convnet` and `build_mobilenet_from_scratch` make it. Trained in place.
        train, test: photo sets of the model's size. `test` is only measured.
        epochs: passes over the training photos.
        seconds: a time budget that ends the training earlier; the learning rate then falls with the time spent.
        augmented: show each photo in a new version each time (`augment`).
        learning_rate: at the start.
        weight_decay: pull of the weights towards zero (AdamW; Loshchilov and Hutter, 2019).
        seed: order of the photos, augmentation and dropout.
    """
    keras = import_keras()

    keras.utils.set_random_seed(seed)
    batches = endless_batches(
        train.images,
        train.labels,
        len(train.species),
        batch=min(BATCH, len(train)),
        seed=seed,
        prepare=augment if augmented else keep,
    )
    score = compile_scores(model, train.images.shape[1:])
    history, spent = fit_batches(
        model,
        batches,
        steps_per_epoch(len(train), BATCH),
        epochs,
        learning_rate,
        watch=lambda: measure_accuracy(score, test.images, test.labels),
        label=f"Training {model.name}",
        seconds=seconds,
        weight_decay=weight_decay,
    )
    accuracy = measure_accuracy(score, train.images, train.labels)
    return Run(model, history, accuracy, history["val_accuracy"][-1], count_trainable(model), spent)


def keep(items: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Leave a batch as it is."""
    return items


def train_head(
    features: np.ndarray,
    labels: np.ndarray,
    test_features: np.ndarray,
    test_labels: np.ndarray,
    *,
    epochs: int = 40,
    learning_rate: float = 1e-3,
    dropout: float = 0.5,
    weight_decay: float = 3.0,
    seed: int = 0,
) -> Run:
    """Train a softmax head on features: brought to one scale, dropout, one dense layer. A matter of seconds.

    The defaults were chosen on photos held back from the 1,400 to train on. The strong pull
    towards zero matters most; standardising each feature and label smoothing gave no more.

    Args:
        features, test_features: float32 (n, d), from `extract_features`.
        labels, test_labels: integers (n,), 0 to n_species - 1.
        epochs, learning_rate: AdamW with cosine decay.
        dropout: share of the features hidden at each step, 0 to 1.
        weight_decay: pull of the weights towards zero at each step, times the learning rate (AdamW).
        seed: initial weights, order and dropout.

    Returns:
        A `Run` whose model takes features and gives probabilities. `fine_tune` puts it on top of its backbone.
    """
    features, labels = np.asarray(features, np.float32), np.asarray(labels)
    if features.ndim != 2 or len(features) != len(labels):
        raise ValueError(
            f"Got features of shape {features.shape} and {len(labels)} labels; expected (n, d) and n labels. "
            "Feature maps (n, h, w, d) have to be pooled first, as extract_features does."
        )
    n_species = int(max(labels.max(), np.max(test_labels))) + 1
    model, trainer, score = learning_part(features.shape[1], n_species, dropout, weight_decay)
    head = build_head(features, n_species, dropout, seed)
    scale = head.get_layer("centre_and_scale")
    scaled, scaled_test = (np.asarray(scale(part)) for part in (features, test_features))
    copy_variables(head, model)
    history, spent = trainer.fit(
        scaled,
        labels,
        n_species,
        batch=min(BATCH, len(labels)),
        epochs=epochs,
        learning_rate=learning_rate,
        seed=seed,
        watch=lambda: measure_accuracy(score, scaled_test, test_labels, batch=len(test_labels)),
        label="Training the head",
    )
    copy_variables(model, head)
    accuracy = measure_accuracy(score, scaled, labels, batch=len(labels))
    return Run(head, history, accuracy, history["val_accuracy"][-1], count_trainable(head), spent)


@functools.lru_cache(maxsize=8)
def learning_part(width: int, n_species: int, dropout: float, weight_decay: float):
    """What learns in a head, with its trainer and its scores, compiled. Made once for all heads of one shape.

    Compiling takes as long as six epochs; a learning curve, or a student who tries settings, trains dozens of heads.
    """
    keras = import_keras()

    inputs = keras.Input((width,))
    model = keras.Model(inputs, add_learning_part(inputs, n_species, dropout))
    return model, WholeEpochs(model, weight_decay), compile_scores(model, (width,))


def add_learning_part(features, n_species: int, dropout: float):
    """Dropout and a dense layer on scaled features."""
    layers = import_keras().layers

    x = layers.Dropout(dropout, name="dropout")(features)
    return layers.Dense(n_species, activation="softmax", name="species")(x)


def build_head(features: np.ndarray, n_species: int, dropout: float, seed: int):
    """An uncompiled head: features (n, d) -> probabilities (n, n_species)."""
    keras = import_keras()

    # Keras draws the seeds of layers from here. Its own set_random_seed also makes TensorFlow forget how to run what is
    # compiled, which costs a head more than an epoch.
    random.seed(seed)
    inputs = keras.Input((features.shape[1],), name="features")
    # One scale for all features: backbones differ twentyfold, and dividing each by its own spread would magnify those
    # that say little. Fixed numbers and not adapt(): a copy of the head then has them too.
    # (A network with random weights gives features of 1e-12: Normalization would not divide by so little.)
    mean, spread = features.mean(axis=0), float(np.sqrt(features.var(axis=0, dtype=np.float64).mean())) or 1.0
    x = keras.layers.Rescaling(1 / spread, offset=(-mean / spread).tolist(), name="centre_and_scale")(inputs)
    return keras.Model(inputs, add_learning_part(x, n_species, dropout), name="head")
