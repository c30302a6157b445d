"""Fine-tuning: let the backbone itself learn the target task, carefully."""

from tlcourse.backbones.loading import Backbone
from tlcourse.photos.loading import PhotoSet
from tlcourse.quiet import import_keras
from tlcourse.training.augmentation import augment
from tlcourse.training.batches import endless_batches, steps_per_epoch
from tlcourse.training.fitting import Run, compile_and_fit, count_trainable, measure_accuracy

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
    seed: int = 0,
) -> Run:
    """Train a backbone's upper layers, or all of them, together with a head that is trained already.

    Every BatchNormalization layer is frozen before compiling: calling the backbone with `training=False` would not
    keep its statistics under `fit` (keras-team/keras#20285).

    Args:
        backbone: left untouched; a copy is trained.
        head: a model from features (n, d) to probabilities, such as `train_head(...).model`. A copy is trained.
        train, test: photo sets of the backbone's size. `test` is only measured.
        from_layer: name of the first layer that learns; None for the whole backbone.
        learning_rate: Adam's at the start; it falls to zero along a cosine. Ten times more makes the backbone forget.
        epochs: passes over the training photos.
        augmented: show each photo in a new version each time; without it there is little to gain.
        seed: order of the photos, augmentation and dropout.

    Returns:
        A `Run` whose model takes pixels as `backbone.preprocess` makes them. Its layer named like `backbone.model` is
        the tuned backbone.

    Raises:
        ValueError: the backbone has no layer `from_layer`.
    """
    keras = import_keras()

    keras.utils.set_random_seed(seed)
    model = assemble(backbone, head, from_layer)
    history, spent = compile_and_fit(
        model,
        endless_batches(
            train.images,
            train.labels,
            len(train.species),
            batch=min(BATCH, len(train)),
            seed=seed,
            prepare=lambda images, rng: backbone.preprocess(augment(images, rng) if augmented else images),
        ),
        steps_per_epoch(len(train), BATCH),
        epochs,
        learning_rate,
        watch=lambda: accuracy_on(model, backbone, test),
        label="Fine-tuning",
    )
    accuracy = accuracy_on(model, backbone, train)
    return Run(model, history, accuracy, history["val_accuracy"][-1], count_trainable(model), spent)


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


def freeze_below(base, from_layer: str | None) -> None:
    """Freeze the layers before `from_layer`, and every BatchNormalization."""
    keras = import_keras()

    names = [layer.name for layer in base.layers]
    if from_layer is not None and from_layer not in names:
        starts = [name for name in names if name.endswith("_expand")] or names[-8:]
        raise ValueError(
            f"Got from_layer={from_layer!r}, which {base.name} does not have; "
            f"expected None or the name of a layer, such as {', '.join(starts[-4:])}."
        )
    first = 0 if from_layer is None else names.index(from_layer)
    base.trainable = True
    for i, layer in enumerate(base.layers):
        layer.trainable = i >= first and not isinstance(layer, keras.layers.BatchNormalization)


def accuracy_on(model, backbone: Backbone, photos: PhotoSet) -> float:
    """Accuracy of a model that takes preprocessed pixels."""
    predict = lambda images: model.predict_on_batch(backbone.preprocess(images))  # noqa: E731
    return measure_accuracy(predict, photos.images, photos.labels)
