"""The fast forward pass gives what the plain model gives."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tests.tlcourse.livening import enliven
from tlcourse import Backbone, PhotoSet, extract_features, load_backbone
from tlcourse.backbones import features as features_module
from tlcourse.backbones.forward import batch_size
from tlcourse.backbones.graphs import find_cuts, find_folds
from tlcourse.photos.decoding import decode_chunks

BACKBONES = ("mobilenet_v2", "resnet50", "efficientnet_v2b0", "xception")


@pytest.mark.parametrize("name", BACKBONES)
def test_features_equal_those_of_the_plain_model(name):
    """Float32 has 24 bits: rounding differs in the order of 1e-7 a layer, and there are up to 70 layers of it."""
    backbone = enliven(load_backbone(name, "random", size=71 if name == "xception" else 32))
    norms = [layer for layer in backbone.model.layers if type(layer).__name__ == "BatchNormalization"]
    assert {fold.norm for fold in find_folds(backbone.model)} == set(norms), "each one is folded away"
    images = np.random.default_rng(1).integers(0, 256, (3, backbone.size, backbone.size, 3), dtype=np.uint8)
    plain = backbone.model.predict_on_batch(backbone.preprocess(images)).mean(axis=(1, 2))
    quick = extract_features(backbone, images, cache=False)
    assert np.abs(quick - plain).max() < 1e-5 * np.abs(plain).max()


def test_the_last_batch_may_be_short_and_floats_are_photos_too():
    backbone = load_backbone(weights="random", size=32)
    images = np.random.default_rng(1).integers(0, 256, (batch_size(32) + 3, 32, 32, 3), dtype=np.uint8)
    whole = extract_features(backbone, images, cache=False)
    assert np.allclose(whole[-3:], extract_features(backbone, images[-3:].astype(np.float32), cache=False), atol=1e-6)
    assert extract_features(backbone, images[:0], cache=False).shape == (0, 1280)
    with pytest.raises(ValueError, match="preprocessed before"):
        extract_features(backbone, images / 127.5 - 1, cache=False)


def test_batches_shrink_as_photos_grow():
    assert [batch_size(size) for size in (32, 96, 160, 224, 2000)] == [64, 64, 23, 11, 1]


def test_a_pass_is_compiled_once_and_anew_for_other_weights(monkeypatch):
    from tlcourse.backbones import forward

    compiled = []
    kept = forward.compile_pass
    monkeypatch.setattr(forward, "compile_pass", lambda *key: compiled.append(key) or kept(*key))
    backbone = load_backbone(weights="random", size=32)
    images = np.zeros((2, 32, 32, 3), np.uint8)
    for _ in range(2):
        extract_features(backbone, images, cache=False)
    assert len(compiled) == 1
    backbone.model.set_weights([array * 0.5 for array in backbone.model.get_weights()])
    extract_features(backbone, images, cache=False)
    assert len(compiled) == 2


def test_two_threads_may_ask_at_the_same_time():
    backbone = enliven(load_backbone(weights="random", size=32))
    rng = np.random.default_rng(1)
    sets = [rng.integers(0, 256, (batch_size(32), 32, 32, 3), dtype=np.uint8) for _ in range(6)]
    alone = [extract_features(backbone, images, cache=False) for images in sets]
    with ThreadPoolExecutor(len(sets)) as threads:
        together = list(threads.map(lambda images: extract_features(backbone, images, cache=False), sets * 4))
    assert all(np.array_equal(*pair) for pair in zip(together, alone * 4, strict=True))


@pytest.fixture
def undecoded(class_folders):
    from tlcourse import load_photos

    return load_photos(class_folders, size=32, per_species=3).train


def test_a_large_set_is_decoded_in_parts_and_never_held(undecoded, own_cache, monkeypatch):
    backbone, array = load_backbone(weights="random", size=32), undecoded.subset(range(9)).images
    expected = extract_features(backbone, array, cache=False)
    monkeypatch.setattr(features_module, "IN_MEMORY", 0)
    monkeypatch.setattr(features_module, "batch_size", lambda size: 2, raising=False)
    assert np.allclose(extract_features(backbone, undecoded), expected, atol=1e-6)
    assert "images" not in undecoded.__dict__
    monkeypatch.setattr(features_module, "compute", lambda *_: pytest.fail("computed again"))
    assert np.allclose(extract_features(backbone, undecoded), expected, atol=1e-6)
    assert len(list(own_cache.rglob("*.npz"))) == 1


def test_parts_of_a_large_set_are_its_photos_in_order(undecoded):
    parts = list(decode_chunks(undecoded.paths, 32, 4))
    assert [len(part) for part in parts] == [4, 4, 1]
    assert np.array_equal(np.concatenate(parts), undecoded.images)
    assert list(decode_chunks([], 32, 4)) == []


def test_a_changed_file_is_another_entry(undecoded, own_cache, monkeypatch):
    monkeypatch.setattr(features_module, "IN_MEMORY", 0)
    backbone = load_backbone(weights="random", size=32)
    extract_features(backbone, undecoded)
    first, second = undecoded.paths[:2]
    Path(first).write_bytes(Path(second).read_bytes())
    extract_features(backbone, undecoded)
    assert len(list(own_cache.rglob("*.npz"))) == 2


def branching():
    """conv_1 -> conv_2 -> (conv_3 -> norm_3) + shortcut -> conv_4."""
    import keras
    from keras import layers

    inputs = keras.Input((8, 8, 3))
    x = layers.Conv2D(4, 3, name="conv_1")(inputs)
    x = shortcut = layers.Conv2D(4, 3, name="conv_2")(x)
    x = layers.BatchNormalization(name="norm_3")(layers.Conv2D(4, 1, name="conv_3")(x))
    x = layers.Add(name="add_3")([x, shortcut])
    return keras.Model(inputs, layers.Conv2D(4, 3, name="conv_4")(x))


@pytest.mark.parametrize(
    ("above", "cuts"),
    [
        ({"conv_4"}, ["conv_1", "conv_2", "add_3"]),
        ({"norm_3", "conv_4"}, ["conv_1", "conv_2"]),
        ({"conv_2"}, ["conv_1"]),
        ({"conv_1"}, []),
    ],
)
def test_a_network_is_cut_where_one_tensor_alone_goes_up(above, cuts):
    assert find_cuts(branching(), above) == cuts


def test_a_convolution_used_twice_is_not_folded():
    assert [fold.convolution.name for fold in find_folds(branching())] == ["conv_3"]


@pytest.mark.parametrize(
    ("name", "above", "end"),
    [
        ("mobilenet_v2", "block_13_expand", "block_12_add"),
        ("mobilenet_v2", "block_15_depthwise", "block_14_add"),
        ("resnet50", "conv5_block1_1_conv", "conv4_block6_out"),
        ("efficientnet_v2b0", "block6h_expand_conv", "block6g_add"),
        ("xception", "block14_sepconv1", "add"),
    ],
)
def test_every_backbone_can_be_cut_below_its_top_block(name, above, end):
    model = load_backbone(name, "random", size=71 if name == "xception" else 32).model
    names = [layer.name for layer in model.layers]
    found = find_cuts(model, set(names[names.index(above) :]))[-1]
    assert found == end or (end == "add" and found.startswith("add"))  # Keras counts the adds of all models on


def test_the_photo_set_and_its_pixels_share_an_entry(undecoded, own_cache):
    backbone = load_backbone(weights="random", size=32)
    assert isinstance(backbone, Backbone) and isinstance(undecoded, PhotoSet)
    assert np.array_equal(extract_features(backbone, undecoded), extract_features(backbone, undecoded.images))
    assert len(list(own_cache.rglob("*.npz"))) == 1
