"""Training from scratch, and training a head on features."""

import numpy as np

from tlcourse.photos.loading import PhotoSet
from tlcourse.quiet import import_keras
from tlcourse.training.augmentation import augment
from tlcourse.training.batches import endless_batches, steps_per_epoch
from tlcourse.training.fine_tuning import fine_tune
from tlcourse.training.fitting import Run, count_trainable, fit_batches, measure_accuracy
from tlcourse.training.models import build_convnet, build_mobilenet_from_scratch
from tlcourse.training.steps import compile_scores
from tlcourse.training.whole_epochs import fit_whole_epochs

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
    head = build_head(features, n_species, dropout, seed)
    history, spent = fit_whole_epochs(
        head,
        features,
        labels,
        n_species,
        batch=min(BATCH, len(labels)),
        epochs=epochs,
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        seed=seed,
        watch=lambda: head_accuracy(head, test_features, test_labels),
        label="Training the head",
    )
    accuracy = head_accuracy(head, features, labels)
    return Run(head, history, accuracy, history["val_accuracy"][-1], count_trainable(head), spent)


def head_accuracy(head, features: np.ndarray, labels: np.ndarray) -> float:
    """Accuracy (0 to 1) in inference mode, all features at once."""
    return measure_accuracy(lambda batch: head(batch, training=False), features, labels, batch=len(labels))


def build_head(features: np.ndarray, n_species: int, dropout: float, seed: int):
    """An uncompiled head: features (n, d) -> probabilities (n, n_species)."""
    keras = import_keras()
    layers = keras.layers

    keras.utils.set_random_seed(seed)
    inputs = keras.Input((features.shape[1],), name="features")
    # One scale for all features: backbones differ twentyfold, and dividing each by its own spread would magnify those
    # that say little. Fixed numbers and not adapt(): a copy of the head then has them too.
    # (A network with random weights gives features of 1e-12: Normalization would not divide by so little.)
    mean, spread = features.mean(axis=0), float(np.sqrt(features.var(axis=0, dtype=np.float64).mean())) or 1.0
    x = layers.Rescaling(1 / spread, offset=(-mean / spread).tolist(), name="centre_and_scale")(inputs)
    x = layers.Dropout(dropout, name="dropout")(x)
    outputs = layers.Dense(n_species, activation="softmax", name="species")(x)
    return keras.Model(inputs, outputs, name="head")
