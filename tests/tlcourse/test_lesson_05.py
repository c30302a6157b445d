"""What lesson 05 rests on: how Keras treats the four families, and that the check's stand-ins are like them."""

import numpy as np
import pytest

from tlcourse.exercises.families import FAMILIES, expected_maps, forms_of, photos_of, watched_base
from tlcourse.exercises.lesson_05 import Swap
from tlcourse.exercises.observing import draw_case
from tlcourse.quiet import import_keras

keras = import_keras()
MODULES = dict(zip(FAMILIES, ("mobilenet_v2", "resnet50", "efficientnet_v2", "xception"), strict=True))


@pytest.fixture(scope="module")
def efficientnet():
    base = keras.applications.EfficientNetV2B0(input_shape=(32, 32, 3), include_top=False, weights=None)
    base.trainable = False
    return base


@pytest.fixture
def case():
    return draw_case(Swap(), 5)


def changes(function, photos) -> float:
    """How far two answers to the same photos differ, as a share of their size."""
    first, second = (np.asarray(function(photos)) for _ in range(2))
    return float(np.abs(first - second).mean() / np.abs(first).mean())


def functional(base):
    inputs = keras.Input((32, 32, 3))
    return keras.Model(inputs, base(inputs, training=False))


class Still(keras.layers.Layer):
    def __init__(self, base):
        super().__init__()
        self.base = base

    def call(self, pixels):
        return self.base(pixels, training=False)


def test_dropout_of_a_frozen_efficientnet_is_stopped_by_a_layer_and_not_by_training_false_at_building(efficientnet):
    photos = np.random.default_rng(0).uniform(0, 255, (4, 32, 32, 3)).astype("float32")
    inputs = keras.Input((32, 32, 3))
    wrapped = keras.Model(inputs, Still(efficientnet)(inputs))
    said_at_building = functional(efficientnet)
    assert changes(lambda x: said_at_building(x, training=True), photos) > 0.01
    assert changes(lambda x: said_at_building(x, training=False), photos) == 0
    assert changes(lambda x: wrapped(x, training=True), photos) == 0


def test_efficientnet_has_fifteen_dropout_layers_that_ask_for_their_rate_each_time(efficientnet):
    dropouts = [layer for layer in efficientnet.layers if isinstance(layer, keras.layers.Dropout)]
    assert len(dropouts) == 15
    rates = [layer.rate for layer in dropouts]
    photos = np.random.default_rng(0).uniform(0, 255, (4, 32, 32, 3)).astype("float32")
    for layer in dropouts:
        layer.rate = 0.0
    assert changes(lambda x: efficientnet(x, training=True), photos) == 0
    for layer, rate in zip(dropouts, rates, strict=True):
        layer.rate = rate


@pytest.mark.parametrize(("first", "active"), [("Resizing", True), ("Rescaling", False)])
def test_a_nested_base_behind_resizing_runs_in_training_mode_unless_told(first, active):
    layer = keras.layers.Resizing(8, 8) if first == "Resizing" else keras.layers.Rescaling(1 / 255)
    base = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Dropout(0.5)])
    inputs = keras.Input((8, 8, 3))
    model, ones = keras.Model(inputs, base(layer(inputs))), np.ones((4, 8, 8, 3), "float32")
    assert (changes(model, ones) > 0) == active
    assert changes(lambda x: model(x, training=False), ones) == 0
    assert changes(lambda x: model.predict(x, verbose=0), ones) == 0


@pytest.mark.parametrize("name", FAMILIES)
def test_each_family_is_expected_to_get_what_keras_gives_it(name):
    pixels = np.random.default_rng(0).integers(0, 256, (2, 4, 4, 3)).astype("float32")
    expected = forms_of(pixels)[FAMILIES[name].form]
    prepared = getattr(keras.applications, MODULES[name]).preprocess_input(pixels.copy())
    assert np.allclose(prepared, expected, atol=1e-3)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_stand_in_notes_what_arrives_and_leaves_and_drops_branches_as_its_family_does(name, case):
    base, arrived, left = watched_base(name, case)
    base.trainable = False
    photos = photos_of(name, case)[1]
    base(photos, training=False)
    assert np.array_equal(arrived[-1], photos)
    assert np.allclose(left[-1], expected_maps(name, photos, case), atol=1e-2)
    assert (changes(lambda x: base(x, training=True), photos) > 0.01) == FAMILIES[name].drops_branches
