"""Filters, activations, activation maximisation: toy networks whose right answer is known."""

import dataclasses

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest

from tlcourse.alt_text import alt_text_of
from tlcourse.backbones.loading import Backbone, load_backbone
from tlcourse.seeing import activations, drift, filters, probes, saliency, visualise


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def backbone_of(model, size: int, name: str = "mobilenet_v2") -> Backbone:
    return Backbone(name, "toy", size, model, True, "")


def one_convolution(kernel: np.ndarray, size: int = 16) -> Backbone:
    """A network that is nothing but these filters."""
    inputs = keras.Input((size, size, 3))
    layer = keras.layers.Conv2D(kernel.shape[-1], kernel.shape[0], padding="same", use_bias=False, name="first")
    model = keras.Model(inputs, layer(inputs))
    layer.set_weights([kernel])
    return backbone_of(model, size)


@pytest.fixture
def upright():
    """Filter 0: dark left, bright right. Filter 1: red against cyan. Filter 2: the same, weaker."""
    kernel = np.zeros((3, 3, 3, 3), np.float32)
    kernel[:, 0, :, 0], kernel[:, 2, :, 0] = -1, 1
    kernel[:, :, 0, 1], kernel[:, :, 1:, 1] = 1, -0.5
    kernel[..., 2] = kernel[..., 1] / 10
    return kernel


def test_planted_filters_are_found_and_shown_in_their_colour(upright):
    found = filters.first_filters(one_convolution(upright))
    np.testing.assert_array_equal(found, upright)
    pictures = filters.as_pictures(found)
    assert pictures.min() == 0 and pictures.max() == 1
    np.testing.assert_allclose(pictures[1, 1, 1], [1, 0.25, 0.25])  # red, on one scale for its three colours
    np.testing.assert_allclose(pictures[2], pictures[1], atol=1e-6)  # each filter on its own scale
    np.testing.assert_allclose(pictures[0][:, 1], 0.5)  # no weight is grey


def test_a_filter_without_weights_is_grey_and_not_nan():
    np.testing.assert_array_equal(filters.as_pictures(np.zeros((3, 3, 3, 1))), np.full((1, 3, 3, 3), 0.5))


def test_colours_come_in_the_order_red_green_blue_from_a_network_that_reads_them_the_other_way(upright):
    turned = dataclasses.replace(one_convolution(upright[:, :, ::-1]), name="resnet50")
    np.testing.assert_array_equal(filters.first_filters(turned), upright)


def test_a_filter_responds_where_its_pattern_lies(upright):
    photo = np.zeros((16, 16, 3), np.uint8)
    photo[:, 9:] = 255
    response = filters.filter_responses(one_convolution(upright), photo)
    assert response.shape == (16, 16, 3)
    assert set(response[1:-1, 1:-1, 0].argmax(axis=1) + 1) <= {8, 9}
    text = alt_text_of(filters.show_filter_responses(upright, response, photo, most=2))
    assert "2 strongest" in text
    assert "borrowed" in alt_text_of(filters.show_filters({"borrowed": upright, "random": upright}))


def test_a_network_without_a_first_convolution_is_refused():
    inputs = keras.Input((4, 4, 3))
    with pytest.raises(ValueError, match="no convolution"):
        filters.first_filters(backbone_of(keras.Model(inputs, keras.layers.ReLU()(inputs)), 4))


@pytest.fixture
def two_blocks():
    """block_1: doubles red. block_2: adds a branch to its input."""
    inputs = keras.Input((4, 4, 3))
    x = keras.layers.Conv2D(1, 1, use_bias=False, name="block_1_red")(inputs)
    y = keras.layers.Conv2D(1, 1, use_bias=False, name="block_2_branch")(x)
    x = keras.layers.Add(name="joined")([x, y])
    model = keras.Model(inputs, keras.layers.ReLU(name="last")(x))
    model.set_weights([np.array([2.0, 0, 0]).reshape(1, 1, 3, 1), np.array([3.0]).reshape(1, 1, 1, 1)])
    return model


def test_a_block_ends_where_its_branches_come_together(two_blocks):
    assert activations.list_blocks(two_blocks) == ["block_1_red", "joined", "last"]


def test_activations_are_those_of_the_named_layers(two_blocks):
    pixels = np.zeros((1, 4, 4, 3), np.float32)
    pixels[0, 1, 2, 0] = 1
    maps = activations.activations_of(two_blocks, pixels, ["block_1_red", "joined"])
    assert maps["block_1_red"][0, 1, 2, 0] == 2 and maps["joined"][0, 1, 2, 0] == 8
    assert maps["joined"].sum() == 8


def test_the_channel_that_tells_places_apart_comes_first():
    maps = np.zeros((4, 4, 3))
    maps[..., 0] = 100  # high, but the same everywhere
    maps[2, 2, 1] = 5
    maps[0, 0, 2] = 9
    np.testing.assert_array_equal(activations.most_active(maps, 2), [2, 1])
    figure = activations.show_activations({"block": maps}, np.zeros((4, 4, 3)), channels=2)
    assert "block 4 by 4, 3 channels" in alt_text_of(figure)


def test_the_image_that_excites_a_planted_filter_shows_its_pattern(upright):
    upright_and_lying = np.stack([upright[..., 0], upright[..., 0].transpose(1, 0, 2)], axis=-1)
    images = visualise.excite(one_convolution(upright_and_lying, 24), "first", [0, 1], steps=80).astype(float)
    assert images.shape == (2, 24, 24, 3)
    across, down = (
        np.square(np.diff(images, axis=2)).mean(axis=(1, 2, 3)),
        np.square(np.diff(images, axis=1)).mean(axis=(1, 2, 3)),
    )
    assert across[0] > 1.5 * down[0] and down[1] > 1.5 * across[1]


def test_the_image_that_excites_a_colour_has_it(upright):
    (image,) = visualise.excite(one_convolution(upright), "first", [1], steps=80)
    assert image[..., 0].mean() > image[..., 2].mean() + 30


def test_one_seed_gives_one_image_and_a_unit_that_says_nothing_gives_no_nan():
    silent = one_convolution(np.zeros((3, 3, 3, 1), np.float32))
    one, other = (visualise.excite(silent, "first", [0], steps=2) for _ in range(2))
    np.testing.assert_array_equal(one, other)
    assert 90 < one.mean() < 165


def test_images_are_shown_with_words(upright):
    images = np.zeros((2, 8, 8, 3), np.uint8)
    figure = visualise.show_excited({"borrowed": {"a": images}, "random": {"a": images}})
    assert "2 units" in alt_text_of(figure) and "borrowed and random" in alt_text_of(figure)


@pytest.mark.parametrize(
    ("name", "blocks"), [("mobilenet_v2", 19), ("resnet50", 17), ("efficientnet_v2b0", 23), ("xception", 14)]
)
def test_every_backbone_has_eyes(name, blocks, own_cache):
    backbone = load_backbone(name, "random", size=72)
    found = activations.list_blocks(backbone.model)
    assert len(found) == blocks and found[-1] == backbone.model.layers[-1].name
    photo = np.random.default_rng(0).integers(0, 255, (72, 72, 3), dtype=np.uint8)
    kernel, response = filters.first_filters(backbone), filters.filter_responses(backbone, photo)
    assert kernel.shape[2] == 3 and response.shape[-1] == kernel.shape[-1]
    early = activations.activations_of(backbone.model, backbone.preprocess(photo)[None], found[:1])
    assert early[found[0]].ndim == 4
    assert visualise.excite(backbone, found[0], [0, 1], steps=1).shape == (2, 72, 72, 3)

    of_blocks = probes.extract_block_features(backbone, photo[None], [found[0], found[-1]])
    features = of_blocks[found[-1]].shape[1]
    assert of_blocks[found[0]].shape == (1, early[found[0]].shape[-1]) and backbone.model.output.shape[-1] == features
    for block in (found[0], found[-1]):
        seen = activations.activations_of(backbone.model, backbone.preprocess(photo)[None], [block])[block]
        np.testing.assert_allclose(of_blocks[block][0], seen.mean(axis=(1, 2))[0], rtol=1e-4, atol=1e-4 * seen.max())

    inputs = keras.Input((features,))
    head = keras.Model(inputs, keras.layers.Dense(2, activation="softmax")(inputs))
    cam = saliency.grad_cam(backbone, head, photo, 1)
    gradients = saliency.integrated_gradients(backbone, head, photo, 1, steps=2)
    assert cam.shape == backbone.model.output.shape[1:3] and cam.min() >= 0 and np.isfinite(cam).all()
    assert gradients.shape == (72, 72) and gradients.any() and np.isfinite(gradients).all()

    explain = lambda b: saliency.grad_cam(b, head, photo, 1)  # noqa: E731
    assert list(saliency.randomisation_test(backbone, explain, [found[-2]])) == ["as learned", found[-2]]
    pixels = keras.Input((72, 72, 3))
    assert drift.tuned_backbone(backbone, keras.Model(pixels, backbone.model(pixels))).model is backbone.model
