"""Fine-tuning: let the backbone itself learn the target task, carefully."""

import time
from collections.abc import Iterator

import numpy as np

from tlcourse.backbones.boundary import LIMIT
from tlcourse.backbones.loading import Backbone
from tlcourse.photos.loading import PhotoSet
from tlcourse.quiet import import_keras
from tlcourse.training.augmentation import augment
from tlcourse.training.batches import endless_batches, steps_per_epoch
from tlcourse.training.fitting import Run, count_trainable, fit_batches
from tlcourse.training.lower_part import LowerPart
from tlcourse.training.steps import compile_scores
from tlcourse.training.upper_part import build_upper_part, silent_dropout
from tlcourse.training.whole_epochs import WholeEpochs

__all__ = ["fine_tune"]

BATCH = 32


def fine_tune(
    backbone: Backbone,
    head,
    train: PhotoSet,
    test: PhotoSet,
    *,
    from_layer: str | None = "block_13_expand",
    learning_rate: float = 3e-4,
    epochs: int = 24,
    augmented: bool = True,
    views: int | None = None,
    seed: int = 0,
) -> Run:
    """Train a backbone's upper layers, or all of them, together with a head that is trained already.

    Every BatchNormalization layer is frozen before compiling: calling the backbone with `training=False` would not
    keep its statistics under `fit` (keras-team/keras#20285). All that is frozen runs in inference mode.

    Only what is above the freeze boundary is trained; what the frozen part gives for a photo is computed once where
    photos are shown as they are or in `views` versions, and kept on disk. The weights are those of training the whole
    network, up to rounding.

    Args:
        backbone: left untouched; a copy is trained.
        head: a model from features (n, d) to probabilities, such as `train_head(...).model`. A copy is trained.
        train, test: photo sets of the backbone's size. `test` is only measured.
        from_layer: name of the first layer that learns; None for the whole backbone.
        learning_rate: Adam's at the start; it falls to zero along a cosine. Ten times more makes the backbone forget.
        epochs: passes over the training photos.
        augmented: show each photo in a new version each time; without it there is little to gain.
        views: show each photo in this many versions, chosen by chance each time, in the place of ever new ones: the
            frozen part then sees `views` times the photos, however many epochs there are.
        seed: order of the photos, augmentation and dropout.

    Returns:
        A `Run` whose model takes pixels as `backbone.preprocess` makes them. Its layer named like `backbone.model` is
        the tuned backbone.

    Raises:
        ValueError: the backbone has no layer `from_layer`, or there are no views.
    """
    keras = import_keras()

    if views is not None and (views < 1 or not augmented):
        raise ValueError(f"Got views={views}, augmented={augmented}; expected one view or more, of augmented photos.")
    keras.utils.set_random_seed(seed)
    model = assemble(backbone, head, from_layer)
    base, top = model.get_layer(backbone.model.name), model.layers[-1]
    learning = layers_from(base, from_layer)
    fresh = augmented and not views
    lower = LowerPart(backbone, {layer.name for layer in learning}, batch=min(BATCH, len(train)) if fresh else None)
    if from_layer is not None and not fresh:
        tell_if_not_kept(lower, from_layer, (views or 1) * len(train))
    with silent_dropout(layer for layer in base.layers if layer not in learning):
        upper = build_upper_part(base, top, lower.end)
        score = compile_scores(upper, lower.shape)
        shared = {
            "epochs": epochs,
            "learning_rate": learning_rate,
            "watch": lambda: lower.accuracy(score, test),
            "label": f"Fine-tuning above {lower.end}" if lower.end else "Fine-tuning the whole network",
        }
        if not augmented and lower.can_hold(len(train)):
            history, spent = train_in_memory(upper, lower, train, seed, **shared)
        else:
            history, spent = train_by_batches(upper, lower, train, augmented, views, seed, **shared)
    accuracy = lower.accuracy(score, train)
    return Run(model, history, accuracy, history["val_accuracy"][-1], count_trainable(model), spent)


def train_in_memory(upper, lower: LowerPart, train: PhotoSet, seed: int, **shared) -> tuple[dict, float]:
    """Train on what the frozen part gives for the photos as they are: little enough for an epoch to be one call."""
    started = time.monotonic()
    (take,) = lower.prepare([train.images], len(train))
    items = np.asarray(take(np.arange(len(train))))
    prepared = time.monotonic() - started
    trainer, batch = WholeEpochs(upper, weight_decay=0.0), min(BATCH, len(train))
    history, spent = trainer.fit(items, train.labels, len(train.species), batch=batch, seed=seed, **shared)
    return history, spent + prepared


def train_by_batches(
    upper, lower: LowerPart, train: PhotoSet, augmented: bool, views: int | None, seed: int, **shared
) -> tuple[dict, float]:
    """Train with what the frozen part gives made ready for each batch."""
    started = time.monotonic()
    batches = batches_of(lower, train, augmented, views, seed)
    prepared = time.monotonic() - started
    history, spent = fit_batches(upper, batches, steps_per_epoch(len(train), BATCH), **shared)
    return history, spent + prepared


def tell_if_not_kept(lower: LowerPart, from_layer: str, n: int) -> None:
    """Say why the frozen part has to be computed at each step, if it has."""
    if lower.end is None:
        print(f"No layer below {from_layer} hands up all by itself: the whole network is trained at each step.")
    elif not lower.can_keep(n):
        size, limit = lower.boundary.nbytes(n) / 1e9, LIMIT / 1e9
        print(
            f"What {lower.end} gives for {n:,} photos takes {size:.1f} GB, more than the {limit:.0f} GB that may be "
            "kept or than half of what the disk has free: it is computed anew at each step."
        )


def batches_of(lower: LowerPart, train: PhotoSet, augmented: bool, views: int | None, seed: int) -> Iterator:
    """Endless batches of what the upper part takes; what can be computed beforehand is."""
    if augmented and not views:
        prepare = lambda numbers, rng: lower.run(augment(train.images[numbers], rng))  # noqa: E731
    elif augmented:
        versions = (augment(train.images, np.random.default_rng((seed, view))) for view in range(views))
        takes = lower.prepare(versions, views * len(train))
        prepare = lambda numbers, rng: one_of(takes, numbers, rng)  # noqa: E731
    else:
        (take,) = lower.prepare([train.images], len(train))
        prepare = lambda numbers, rng: take(numbers)  # noqa: E731
    numbers, batch = np.arange(len(train)), min(BATCH, len(train))
    return endless_batches(numbers, train.labels, len(train.species), batch=batch, seed=seed, prepare=prepare)


def one_of(takes: list, numbers: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """For each photo one of its versions, chosen by chance."""
    chosen = rng.integers(len(takes), size=len(numbers))
    return np.concatenate([takes[view](numbers[i : i + 1]) for i, view in enumerate(chosen)])


def assemble(backbone: Backbone, head, from_layer: str | None):
    """Copies of backbone and head, joined, with the right layers frozen; not compiled."""
    keras = import_keras()

    base, top = copy_of(backbone.model), copy_of(head)
    freeze_below(base, from_layer)
    inputs = keras.Input(base.input_shape[1:], name="preprocessed_pixels")
    pooled = keras.layers.GlobalAveragePooling2D(name="pool")(base(inputs))
    return keras.Model(inputs, top(pooled), name="fine_tuned")


def copy_of(model):
    """A model of the same architecture and weights that shares nothing with the original."""
    keras = import_keras()

    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    return copy


def copy_variables(source, target) -> None:
    """Give a model the weights of another, and the state of its dropout's random numbers."""
    for there, here in zip(target.variables, source.variables, strict=True):
        there.assign(here.value)


def freeze_below(base, from_layer: str | None) -> None:
    """Freeze the layers before `from_layer`, and every BatchNormalization."""
    keras = import_keras()

    learning = layers_from(base, from_layer)
    base.trainable = True
    for layer in base.layers:
        layer.trainable = layer in learning and not isinstance(layer, keras.layers.BatchNormalization)


def layers_from(base, from_layer: str | None) -> list:
    """The layers that learn, BatchNormalization among them.

    Raises:
        ValueError: there is no such layer.
    """
    names = [layer.name for layer in base.layers]
    if from_layer is not None and from_layer not in names:
        starts = [name for name in names if name.endswith("_expand")] or names[-8:]
        raise ValueError(
            f"Got from_layer={from_layer!r}, which {base.name} does not have; "
            f"expected None or the name of a layer, such as {', '.join(starts[-4:])}."
        )
    return base.layers[0 if from_layer is None else names.index(from_layer) :]
