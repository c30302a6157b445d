"""Saliency on toy networks: the evidence lies where it was planted."""

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest

from tlcourse.alt_text import alt_text_of
from tlcourse.backbones.loading import Backbone
from tlcourse.seeing import saliency


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def network():
    """Map 0 sees red, map 1 sees green; species 0 is what is red, species 1 what is green."""
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(2, 1, name="colours")(inputs)
    base = keras.Model(inputs, keras.layers.ReLU(name="out")(keras.layers.AveragePooling2D(2, name="coarse")(x)))
    base.set_weights([np.array([[1, 0], [0, 1], [0, 0.0]]).reshape(1, 1, 3, 2), np.ones(2)])
    features = keras.Input((2,))
    head = keras.Model(features, keras.layers.Dense(2, activation="softmax")(features))
    head.set_weights([np.array([[4.0, -1], [-1, 4]]), np.zeros(2)])
    return Backbone("mobilenet_v2", "toy", 8, base, True, ""), head


@pytest.fixture
def photo():
    """Red at the upper left, green at the lower right, else black."""
    image = np.zeros((8, 8, 3), np.uint8)
    image[:2, :2, 0] = image[6:, 6:, 1] = 255
    return image


@pytest.mark.parametrize("layer", [None, "colours", "coarse"])
def test_grad_cam_lights_up_where_the_species_lies(network, photo, layer):
    for species, corner in ((0, (0, 0)), (1, (-1, -1))):
        found = saliency.grad_cam(*network, photo, species, layer=layer)
        assert found.shape == ((8, 8) if layer == "colours" else (4, 4))
        assert found[corner] == found.max() > 0 and found.min() >= 0
        assert (found > 0.5 * found.max()).mean() < 0.2


def test_integrated_gradients_add_up_to_what_the_score_gained(network, photo):
    backbone, head = network
    found = saliency.integrated_gradients(backbone, head, photo, 0, steps=64)
    assert found.shape == (8, 8)
    features = backbone.model.predict_on_batch(backbone.preprocess(np.stack([photo, np.full((8, 8, 3), 127.5)])))
    with_photo, without = features.mean(axis=(1, 2)) @ [4.0, -1]
    assert found.sum() == pytest.approx(with_photo - without, abs=0.05)
    assert found[:2, :2].min() > 0 > found[6:, 6:].max()  # red speaks for the species, green against it


def test_a_picture_of_nothing_explains_nothing(network):
    grey = np.full((8, 8, 3), 127.5)
    assert not saliency.integrated_gradients(*network, grey, 0).any()


def test_destroying_the_network_changes_a_map_that_depends_on_it_and_no_other(network, photo):
    backbone, head = network
    edges = lambda b: np.abs(np.diff(photo.astype(float).sum(axis=-1), axis=0))  # noqa: E731
    found = saliency.randomisation_test(backbone, edges, ["colours"])
    assert found["colours"][1] == pytest.approx(1)
    explain = lambda b: saliency.grad_cam(b, head, photo, 0)  # noqa: E731
    changed = min(saliency.randomisation_test(backbone, explain, ["colours"], seed=s)["colours"][1] for s in range(4))
    assert changed < 0.5


def test_only_what_lies_above_is_destroyed_and_only_in_a_copy(network):
    backbone, _ = network
    before = backbone.model.get_weights()
    kept = saliency.randomise_from(backbone.model, "out").get_weights()
    np.testing.assert_array_equal(kept[0], before[0])
    shuffled = saliency.randomise_from(backbone.model, "colours", seed=1).get_weights()
    assert not np.array_equal(shuffled[0], before[0])
    np.testing.assert_array_equal(np.sort(shuffled[0].ravel()), np.sort(before[0].ravel()))
    np.testing.assert_array_equal(backbone.model.get_weights()[0], before[0])
    with pytest.raises(ValueError, match="'nowhere'"):
        saliency.randomise_from(backbone.model, "nowhere")


def test_rank_correlation_sees_order_and_not_size():
    assert saliency.rank_correlation([1, 2, 3], [10, 200, 3000]) == pytest.approx(1)
    assert saliency.rank_correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert saliency.rank_correlation([1, 1, 1], [3, 2, 1]) == 0
    assert saliency.rank_correlation([0, 0, 0, 1], [1, 0, 0, 0]) == pytest.approx(-1 / 3)


def test_maps_are_shown_with_words(network, photo):
    found = saliency.grad_cam(*network, photo, 0)
    assert "Grad-CAM, strongest 12% down and 12% across" in alt_text_of(
        saliency.show_saliency(photo, {"Grad-CAM": found})
    )
