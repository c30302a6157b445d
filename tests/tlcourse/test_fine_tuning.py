"""Training the part above the freeze boundary gives the weights of training the whole network."""

import numpy as np
import pytest

from tests.tlcourse.livening import enliven
from tests.tlcourse.plain_keras import fit_with_keras
from tlcourse import Backbone, fine_tune, load_backbone, load_photos
from tlcourse.backbones import boundary as boundary_module
from tlcourse.backbones.boundary import Boundary, activations_at
from tlcourse.training import fine_tuning
from tlcourse.training.batches import endless_batches
from tlcourse.training.lower_part import LowerPart
from tlcourse.training.upper_part import build_upper_part, silent_dropout

RATE, EPOCHS = 1e-3, 3


@pytest.fixture
def photos(class_folders):
    return load_photos(class_folders, size=32, per_species=4)


def toy(seed=0):
    """Three blocks, the second with a shortcut and Dropout, BatchNormalization that does something."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    x = inputs = keras.Input((32, 32, 3))
    for block, stride in (("block_1", 2), ("block_2", 1), ("block_3", 2)):
        y = layers.Conv2D(8, 3, strides=stride, padding="same", name=f"{block}_expand")(x)
        y = layers.ReLU(name=f"{block}_relu")(layers.BatchNormalization(name=f"{block}_norm")(y))
        y = layers.DepthwiseConv2D(3, padding="same", use_bias=False, name=f"{block}_depthwise")(y)
        y = layers.ReLU(name=f"{block}_relu_2")(layers.BatchNormalization(name=f"{block}_norm_2")(y))
        y = layers.BatchNormalization(name=f"{block}_norm_3")(layers.Conv2D(8, 1, name=f"{block}_project")(y))
        y = layers.Dropout(0.3, name=f"{block}_drop")(y)
        x = layers.Add(name=f"{block}_add")([x, y]) if block == "block_2" else y
    model = keras.Model(inputs, x, name="toy")
    rng = np.random.default_rng(seed)
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.set_weights([rng.uniform(0.5, 1.5, 8), *rng.normal(0, 0.3, (2, 8)), rng.uniform(0.5, 1.5, 8)])
    return Backbone("mobilenet_v2", "random", 32, model, False, "")


def head_for(backbone, n_species=3):
    import keras

    keras.utils.set_random_seed(1)
    features = keras.Input((backbone.model.output_shape[-1],))
    hidden = keras.layers.Dropout(0.5)(features)
    return keras.Model(features, keras.layers.Dense(n_species, activation="softmax", name="species")(hidden))


def step_by_step(backbone, head, train, from_layer, *, augmented=False):
    """The whole network under `fit`, every photo through every layer at each step; same seeds, same order."""
    import keras

    keras.utils.set_random_seed(0)
    model = fine_tuning.assemble(backbone, head, from_layer)
    base = model.get_layer(backbone.model.name)
    change = fine_tuning.augment if augmented else lambda images, rng: images
    batches = endless_batches(
        train.images,
        train.labels,
        len(train.species),
        batch=len(train),
        seed=0,
        prepare=lambda images, rng: backbone.preprocess(change(images, rng)),
    )
    learning = fine_tuning.layers_from(base, from_layer)
    with silent_dropout(layer for layer in base.layers if layer not in learning):
        fit_with_keras(model, batches, 1, EPOCHS, RATE)
    return model


def assert_same(backbone, quick, whole, images):
    """Weights and predictions agree up to rounding.

    The same sums are added in another order, so activations differ by about 1e-7 of their size. Adam divides a
    gradient by its own size: where a gradient is nearly zero, rounding may turn its sign, and that weight moves the
    other way, by at most the learning rate a step. So a few weights may differ by a hundredth of what they moved; on
    the whole they agree much better.
    """
    pairs = list(zip(quick.get_weights(), whole.get_weights(), strict=True))
    moved = np.concatenate(
        [
            (a - b).ravel()
            for a, b in zip(whole.get_layer("toy").get_weights(), backbone.model.get_weights(), strict=True)
        ]
    )
    differ = np.concatenate([(a - b).ravel() for a, b in pairs])
    assert np.abs(moved).max() > RATE / 2, "something was learned"
    assert np.abs(differ).max() < RATE * EPOCHS / 20
    assert np.linalg.norm(differ) < 1e-2 * np.linalg.norm(moved)
    pixels = backbone.preprocess(images)
    assert np.abs(quick.predict_on_batch(pixels) - whole.predict_on_batch(pixels)).max() < 1e-3


@pytest.mark.parametrize("from_layer", ["block_3_expand", "block_2_depthwise", "block_1_relu", None])
def test_weights_equal_those_of_the_whole_network(photos, from_layer):
    backbone = toy()
    head = head_for(backbone)
    run = fine_tune(backbone, head, *photos, from_layer=from_layer, learning_rate=RATE, epochs=EPOCHS, augmented=False)
    whole = step_by_step(backbone, head, photos.train, from_layer)
    assert_same(backbone, run.model, whole, photos.test.images)
    assert run.trained_parameters == fine_tuning.count_trainable(whole)


def test_the_same_with_ever_new_versions_of_the_photos(photos):
    backbone = toy()
    head = head_for(backbone)
    run = fine_tune(backbone, head, *photos, from_layer="block_3_expand", learning_rate=RATE, epochs=EPOCHS)
    whole = step_by_step(backbone, head, photos.train, "block_3_expand", augmented=True)
    assert_same(backbone, run.model, whole, photos.test.images)


TOPS = {
    "mobilenet_v2": "block_16_expand",
    "resnet50": "conv5_block3_1_conv",
    "efficientnet_v2b0": "block6h_expand_conv",
    "xception": "block14_sepconv1",
}


@pytest.mark.parametrize("name", TOPS)
def test_the_top_block_of_each_backbone_gets_the_gradients_of_the_whole_network(name):
    """One step decides: with the same gradients each further step starts from the same weights."""
    import tensorflow as tf

    backbone = enliven(load_backbone(name, "random", size=71 if name == "xception" else 32))
    model = fine_tuning.assemble(backbone, head_for(backbone), TOPS[name])
    base = model.get_layer(backbone.model.name)
    lower = LowerPart(backbone, {layer.name for layer in fine_tuning.layers_from(base, TOPS[name])})
    upper = build_upper_part(base, model.layers[-1], lower.end)
    images = np.random.default_rng(0).integers(0, 256, (2, backbone.size, backbone.size, 3), dtype=np.uint8)
    gradients = []
    for part, inputs in ((upper, lower.run(images)), (model, backbone.preprocess(images))):
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(tf.math.log(part(inputs, training=False)[:, 0]))
        found = tape.gradient(loss, [variable.value for variable in model.trainable_variables])
        gradients.append(np.concatenate([np.ravel(gradient) for gradient in found]))
    assert {id(v) for v in upper.trainable_variables} == {id(v) for v in model.trainable_variables}
    assert np.linalg.norm(gradients[0] - gradients[1]) < 1e-4 * np.linalg.norm(gradients[1])


def entries(own_cache):
    return sorted((own_cache / "activations").glob("*"))


def test_the_frozen_part_sees_each_photo_once(photos, own_cache, monkeypatch):
    backbone = toy()
    seen = []
    compute = Boundary.compute
    monkeypatch.setattr(
        Boundary, "compute", lambda self, images, *into: seen.append(len(images)) or compute(self, images, *into)
    )
    for _ in range(2):
        fine_tune(backbone, head_for(backbone), *photos, from_layer="block_3_expand", epochs=3, augmented=False)
    assert seen == [len(photos.train), len(photos.test)] and len(entries(own_cache)) == 2


def test_views_are_computed_once_and_shown_by_chance(photos, own_cache):
    backbone = toy()
    runs = [
        fine_tune(backbone, head_for(backbone), *photos, from_layer="block_3_expand", epochs=2, views=3, seed=seed)
        for seed in (0, 0, 1)
    ]
    assert runs[0].history["loss"] == runs[1].history["loss"] != runs[2].history["loss"]
    assert len(entries(own_cache)) == 2 * 3 + 2, "three views of the training photos a seed, and both sets untouched"
    for views, augmented in ((0, True), (2, False)):
        with pytest.raises(ValueError, match="expected one view or more"):
            fine_tune(backbone, head_for(backbone), *photos, views=views, augmented=augmented)


def test_it_says_so_where_nothing_can_be_computed_once(photos, own_cache, capsys, monkeypatch):
    backbone = toy()
    options = {"epochs": 1, "augmented": False}
    fine_tune(backbone, head_for(backbone), *photos, from_layer="block_1_expand", **options)
    assert "whole network is trained" in capsys.readouterr().out and entries(own_cache) == []
    monkeypatch.setattr(boundary_module, "LIMIT", 1000)
    run = fine_tune(backbone, head_for(backbone), *photos, from_layer="block_3_expand", **options)
    assert "more than" in capsys.readouterr().out and entries(own_cache) == []
    monkeypatch.undo()
    kept = fine_tune(backbone, head_for(backbone), *photos, from_layer="block_3_expand", **options)
    assert capsys.readouterr().out == ""
    assert all(map(np.allclose, run.model.get_weights(), kept.model.get_weights()))
    fine_tune(backbone, head_for(backbone), *photos, from_layer=None, **options)
    assert capsys.readouterr().out == "", "whoever asks for the whole network gets it without a word"


def test_dropout_is_as_before_and_the_model_is_a_plain_one(photos, tmp_path):
    import keras

    backbone = toy()
    run = fine_tune(backbone, head_for(backbone), *photos, from_layer="block_3_expand", epochs=1, augmented=False)
    base = run.model.get_layer("toy")
    assert {layer.rate for layer in base.layers if isinstance(layer, keras.layers.Dropout)} == {0.3}
    run.model.save(tmp_path / "tuned.keras")
    pixels = backbone.preprocess(photos.test.images)
    again = keras.models.load_model(tmp_path / "tuned.keras").predict_on_batch(pixels)
    assert np.allclose(again, run.model.predict_on_batch(pixels), atol=1e-6)


@pytest.fixture
def boundary():
    return Boundary(toy(), "block_2_add", 8)


def test_activations_come_back_mapped_from_disk(boundary, photos, own_cache):
    images = photos.train.images
    mapped = activations_at(boundary, images)
    assert isinstance(mapped, np.memmap) and mapped.shape == (len(images), 16, 16, 8)
    first = np.array(mapped)  # the file under it is damaged below
    plain = boundary.backbone.model.get_layer("block_2_add").output
    import keras

    whole = keras.Model(boundary.backbone.model.input, plain).predict_on_batch(boundary.backbone.preprocess(images))
    assert np.allclose(first, whole, atol=1e-5)
    entry = entries(own_cache)[0]
    data = entry.read_bytes()
    for damaged in (data[:-100], b"", data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]):
        entry.write_bytes(damaged)
        assert np.array_equal(activations_at(boundary, images), first)
    assert entries(own_cache) == [entry]


def test_an_interrupted_computation_leaves_nothing(boundary, photos, own_cache, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Boundary, "compute", interrupted)
    with pytest.raises(KeyboardInterrupt):
        activations_at(boundary, photos.train.images)
    assert entries(own_cache) == []


def test_the_entry_unused_for_longest_goes_first(boundary, photos, own_cache, monkeypatch):
    import os

    images = photos.train.images
    monkeypatch.setattr(boundary_module, "LIMIT", 3 * boundary.nbytes(2) + 3 * 128)
    names = []
    for i in range(3):
        activations_at(boundary, images[2 * i : 2 * i + 2])
        names.append(next(path for path in entries(own_cache) if path not in names))
        os.utime(names[-1], (i, i))
    activations_at(boundary, images[:2])  # used again
    activations_at(boundary, images[6:8])
    assert names[0] in entries(own_cache) and names[1] not in entries(own_cache) and len(entries(own_cache)) == 3
