"""Neighbours, linear probes and drift on features whose right answer is known."""

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from tlcourse.alt_text import alt_text_of
from tlcourse.backbones.loading import Backbone
from tlcourse.photos.loading import PhotoSet
from tlcourse.seeing import drift, neighbours, probes


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def photos(tmp_path) -> PhotoSet:
    paths = []
    for i in range(6):
        paths.append(tmp_path / f"{i}.png")
        Image.fromarray(np.full((8, 8, 3), 40 * i, np.uint8)).save(paths[-1])
    return PhotoSet(tuple(paths), np.repeat([0, 1, 2], 2), ("a", "b", "c"), ("",) * 6, 8, "tiny", True)


FEATURES = np.array([[1, 0], [9, 1], [0, 1], [1, 9], [-1, -1], [-9, -8.0]])


def test_neighbours_point_the_same_way_however_long_they_are():
    nearest, distances = neighbours.find_neighbours(np.array([[0.1, 0.01], [0, 0.2]]), FEATURES - FEATURES.mean(0), 2)
    np.testing.assert_array_equal(nearest, [[1, 0], [3, 2]])
    assert (np.diff(distances) >= 0).all() and (distances >= -1e-9).all()
    assert neighbours.same_species_share(nearest, [0, 0, 1, 1, 2, 2], [0, 2]) == 0.5


def test_a_common_offset_changes_no_neighbour():
    plain, _ = neighbours.find_neighbours(FEATURES, FEATURES, 3)
    moved, _ = neighbours.find_neighbours(FEATURES + 1000, FEATURES + 1000, 3)
    np.testing.assert_array_equal(plain, moved)


def test_neighbours_are_marked_with_a_tick_and_not_by_colour_alone(photos):
    found = {"borrowed": (np.array([[1, 2]]), np.array([[0.1, 0.2]]))}
    figure = neighbours.show_neighbours(photos.subset([0]), photos, found)
    assert [ax.get_title() for ax in figure.axes if "0." in ax.get_title()] == ["✓ 0.10", "  0.20"]
    assert "borrowed 50%" in alt_text_of(figure)


def test_the_map_lies_along_the_directions_of_most_variance(photos):
    places, share = neighbours.principal_map(np.array([[0, 5, 0], [0, -5, 0], [1, 0, 0], [-1, 0, 0.0]]))
    np.testing.assert_allclose(np.abs(places), [[5, 0], [5, 0], [0, 1], [0, 1]], atol=1e-9)
    assert share == pytest.approx(1)
    assert "6 photos" in alt_text_of(neighbours.show_map(photos, FEATURES))


def task(n: int, seed: int, noise: int = 0):
    """Features in which column 0 tells three classes apart, with `noise` columns that say nothing."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, n)
    told = np.eye(3)[labels] + 0.1 * rng.standard_normal((n, 3))
    return np.concatenate([told, 5 * rng.standard_normal((n, noise))], axis=1), labels


@pytest.mark.parametrize("noise", [0, 60])
def test_a_probe_finds_what_is_there_whatever_its_scale(noise):
    (features, labels), (others, expected) = task(90, 0, noise), task(60, 1, noise)
    right = probes.fit_probe(features * 1e-9, labels)(others * 1e-9).argmax(axis=1) == expected
    assert right.mean() > 0.85


def test_a_probe_finds_nothing_where_nothing_is():
    rng = np.random.default_rng(0)
    scores = probes.fit_probe(rng.standard_normal((60, 200)), rng.integers(0, 3, 60))(rng.standard_normal((600, 200)))
    assert 0.2 < (scores.argmax(axis=1) == rng.integers(0, 3, 600)).mean() < 0.47


def test_maps_that_are_not_pooled_are_refused():
    with pytest.raises(ValueError, match="pooled"):
        probes.fit_probe(np.zeros((4, 2, 2, 3)), np.zeros(4, int))


def test_each_block_gets_its_own_accuracy():
    (features, labels), (others, expected) = task(90, 0), task(60, 1)
    blank = np.random.default_rng(2).standard_normal((90, 3)), np.random.default_rng(3).standard_normal((60, 3))
    found = probes.probe_blocks(
        {"blank": blank[0], "telling": features}, labels, {"blank": blank[1], "telling": others}, expected
    )
    assert found["telling"] == 1 and found["blank"] < 0.6
    figure = probes.show_probes({"borrowed": [found, found]}, colours={"borrowed": "#0072B2"}, chance=1 / 3)
    assert "100.0% at the end" in alt_text_of(figure)


def two_blocks(scale: float = 1.0) -> Backbone:
    inputs = keras.Input((4, 4, 3))
    x = keras.layers.Conv2D(2, 1, name="block_1_x")(inputs)
    model = keras.Model(inputs, keras.layers.Conv2D(3, 1, name="block_2_x")(x), name="base")
    model.set_weights(
        [scale * np.random.default_rng(i).standard_normal(w.shape) for i, w in enumerate(model.get_weights())]
    )
    return Backbone("mobilenet_v2", "toy", 4, model, True, "")


def test_block_features_are_pooled_outputs_and_come_back_from_disk(own_cache):
    backbone = two_blocks()
    images = np.random.default_rng(0).integers(0, 255, (5, 4, 4, 3), dtype=np.uint8)
    first = probes.extract_block_features(backbone, images)
    expected = backbone.model.predict_on_batch(backbone.preprocess(images)).mean(axis=(1, 2))
    assert list(first) == ["block_1_x", "block_2_x"]
    np.testing.assert_allclose(first["block_2_x"], expected, atol=1e-5)
    assert len(list((own_cache / "features").glob("*.npz"))) == 1
    again = probes.extract_block_features(backbone, images)
    np.testing.assert_array_equal(again["block_1_x"], first["block_1_x"])
    one = probes.extract_block_features(backbone, images, ["block_1_x"])
    np.testing.assert_allclose(one["block_1_x"], first["block_1_x"], atol=1e-6)


def test_features_that_only_grew_have_not_drifted_and_strangers_have():
    rng = np.random.default_rng(0)
    before = rng.standard_normal((200, 8))
    assert drift.feature_drift(before, 3 * before + 1) == pytest.approx(0, abs=1e-9)
    assert drift.feature_drift(before, rng.standard_normal((200, 8))) == pytest.approx(1, abs=0.15)
    assert drift.neighbours_kept(before, 3 * before + 1) == 1
    assert drift.neighbours_kept(before, rng.standard_normal((200, 8))) < 0.15


def test_drift_is_shown_block_by_block_and_map_by_map():
    photo = np.random.default_rng(0).integers(0, 255, (4, 4, 3), dtype=np.uint8)
    figure = drift.show_drift({"before": two_blocks(), "after": two_blocks(5)}, photo, ["block_1_x"], channels=2)
    assert "before, after" in alt_text_of(figure)
    lines = drift.show_block_drift({"after": {"block_1": 0.0, "block_2": 0.7}}, colours={"after": "#CC79A7"})
    assert "0.70 at block_2" in alt_text_of(lines)


def test_the_tuned_backbone_is_found_inside_the_trained_model():
    backbone = two_blocks()
    inputs = keras.Input((4, 4, 3))
    trained = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(backbone.model(inputs)))
    assert drift.tuned_backbone(backbone, trained).model is backbone.model
    with pytest.raises(ValueError, match="no layer 'base'"):
        drift.tuned_backbone(backbone, keras.Model(inputs, keras.layers.ReLU()(inputs)))
