import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from tlcourse import (
    Backbone,
    augment,
    build_convnet,
    build_mobilenet_from_scratch,
    extract_features,
    fine_tune,
    load_photos,
    measure_accuracy,
    train_from_scratch,
    train_head,
)


@pytest.fixture
def photos(class_folders):
    return load_photos(class_folders, size=16, per_species=4)


@pytest.fixture
def backbone():
    """A toy backbone: two blocks of convolution, BatchNormalization and ReLU."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    inputs = keras.Input((16, 16, 3))
    x = inputs
    for block in ("block_1", "block_2"):
        x = layers.Conv2D(8, 3, strides=2, name=f"{block}_expand")(x)
        x = layers.ReLU(name=f"{block}_relu")(layers.BatchNormalization(name=f"{block}_norm")(x))
    return Backbone("mobilenet_v2", "random", 16, keras.Model(inputs, x, name="toy"), False, "")


@pytest.fixture
def head(backbone, photos):
    features = [extract_features(backbone, part) for part in photos]
    return train_head(features[0], photos.train.labels, features[1], photos.test.labels, epochs=5).model


def test_a_head_learns_what_the_features_tell_and_repeats():
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 3
    features = (rng.normal(size=(60, 8)) + 4 * np.eye(8)[labels]).astype(np.float32)
    first, again = (
        train_head(features[:45], labels[:45], features[45:], labels[45:], epochs=60, learning_rate=0.05)
        for _ in range(2)
    )
    assert first.test_accuracy > 0.9 and first.trained_parameters == 8 * 3 + 3
    assert first.history == again.history
    assert len(first.history["loss"]) == len(first.history["val_accuracy"]) == 60


def test_a_head_owes_nothing_to_the_one_before():
    """What is compiled once serves all heads of one shape: also after another number of photos, or a divergence."""
    rng, labels = np.random.default_rng(0), np.arange(60) % 3
    features = (rng.normal(size=(60, 8)) + 2 * np.eye(8)[labels]).astype(np.float32)
    first = train_head(features, labels, features, labels, epochs=5)
    kept, prediction = first.model.get_weights(), np.asarray(first.model(features))
    train_head(features[:7], labels[:7], features[:9], labels[:9], epochs=2, seed=1)
    broken = train_head(features, labels, features, labels, epochs=2, learning_rate=np.inf)
    assert np.isnan(broken.history["loss"][-1])
    again = train_head(features, labels, features, labels, epochs=5)
    assert again.history == first.history
    assert all(map(np.array_equal, first.model.get_weights(), kept))
    assert np.array_equal(again.model(features), prediction)


def test_feature_maps_have_to_be_pooled():
    with pytest.raises(ValueError, match="pooled first"):
        train_head(np.zeros((4, 3, 3, 8)), np.arange(4), np.zeros((4, 3, 3, 8)), np.arange(4))


def test_training_from_scratch_repeats_with_its_seed(photos):
    runs = [train_from_scratch(build_convnet(3, 16, width=4), *photos, epochs=2, augmented=True) for _ in range(2)]
    assert runs[0].history == runs[1].history
    assert runs[0].test_accuracy == measure_accuracy(runs[0].model, photos.test.images, photos.test.labels)
    assert runs[0].seconds > 0


def test_a_time_budget_ends_the_training(photos, monkeypatch):
    ticks = itertools.count(step=0.1)
    monkeypatch.setattr("tlcourse.training.fitting.time", SimpleNamespace(monotonic=lambda: next(ticks)))
    run = train_from_scratch(build_convnet(3, 16, width=4), *photos, epochs=10_000, seconds=5)
    assert 2 < len(run.history["loss"]) < 30 and run.seconds < 6
    assert run.history["learning_rate"][-1] < 1e-4, "the learning rate has fallen with the time"


def test_mobilenet_from_scratch_settles_its_statistics():
    import keras

    model = build_mobilenet_from_scratch(3, 32)
    norms = [layer for layer in model._flatten_layers() if isinstance(layer, keras.layers.BatchNormalization)]
    assert len(norms) == 52 and {layer.momentum for layer in norms} == {0.9}


def test_only_the_top_block_moves(backbone, head, photos):
    before = backbone.model.get_weights()
    run = fine_tune(backbone, head, *photos, from_layer="block_2_expand", learning_rate=1e-2, epochs=2)
    tuned = run.model.get_layer("toy")
    assert all(np.array_equal(a, b) for a, b in zip(before, backbone.model.get_weights(), strict=True)), "a copy learns"
    changed = {
        layer.name
        for layer, original in zip(tuned.layers, backbone.model.layers, strict=True)
        if any(not np.array_equal(a, b) for a, b in zip(layer.get_weights(), original.get_weights(), strict=True))
    }
    assert changed == {"block_2_expand"}, "no layer below it, and no BatchNormalization"


def test_the_whole_backbone_moves_but_for_batch_normalization(backbone, head, photos):
    run = fine_tune(backbone, head, *photos, from_layer=None, epochs=2)
    tuned, kept = run.model.get_layer("toy"), backbone.model
    for name in ("block_1_norm", "block_2_norm"):
        assert all(map(np.array_equal, tuned.get_layer(name).get_weights(), kept.get_layer(name).get_weights()))
    first = [model.get_layer("block_1_expand").get_weights()[0] for model in (tuned, kept)]
    assert not np.array_equal(*first)


def test_fine_tuning_goes_on_from_the_head(backbone, head, photos):
    features = extract_features(backbone, photos.test)
    before = measure_accuracy(head, features, photos.test.labels)
    run = fine_tune(backbone, head, *photos, learning_rate=0.0, epochs=1, from_layer=None)
    assert run.test_accuracy == before


def test_an_unknown_layer_is_answered_with_names(backbone, head, photos):
    with pytest.raises(ValueError, match="block_1_expand, block_2_expand"):
        fine_tune(backbone, head, *photos, from_layer="block_13_expand")


def test_augmentation_is_new_each_time_and_repeats_with_its_generator():
    images = np.random.default_rng(0).integers(0, 256, (4, 16, 16, 3), dtype=np.uint8)
    kept = images.copy()
    rng = np.random.default_rng(5)
    first, second = augment(images, rng), augment(images, rng)
    assert first.shape == images.shape and first.dtype == np.uint8
    assert np.array_equal(images, kept) and not np.array_equal(first, second)
    assert np.array_equal(first, augment(images, np.random.default_rng(5)))


def test_augmentation_keeps_the_middle_of_the_photo_in_the_middle():
    image = np.zeros((1, 33, 33, 3), np.uint8)
    image[0, 13:20, 13:20] = 255
    for seed in range(20):
        seen = augment(image, np.random.default_rng(seed))[0, ..., 0]
        assert seen[16, 16] == seen.max() and seen[2, 2] < seen[16, 16]


def test_accuracy_takes_a_model_or_a_function():
    labels = np.array([0, 1, 2, 0])
    assert measure_accuracy(lambda batch: np.eye(3)[batch], labels, labels, batch=3) == 1.0
    assert measure_accuracy(lambda batch: np.eye(3)[batch * 0], labels, labels) == 0.5
    with pytest.raises(ValueError, match="4 images and 3 labels"):
        measure_accuracy(lambda batch: batch, labels, labels[:3])


def test_training_writes_nothing_to_standard_error(photos, capfd):
    train_from_scratch(build_convnet(3, 16, width=4), *photos, epochs=1)
    assert capfd.readouterr().err == "", "nbgrader gives a cell that writes there no marks"
