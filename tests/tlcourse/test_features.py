import numpy as np
import pytest

from tlcourse import extract_features, load_backbone, load_photos


@pytest.fixture(scope="module")
def backbone():
    return load_backbone(weights="random", size=32)


@pytest.fixture
def photos(class_folders):
    return load_photos(class_folders, size=32, per_species=3).train


def entries(cache):
    return sorted(cache.rglob("*.npz"))


def test_features_are_the_pooled_maps_in_inference_mode(backbone, photos):
    features = extract_features(backbone, photos, cache=False)
    maps = backbone.model(backbone.preprocess(photos.images), training=False)
    assert features.shape == (9, 1280) and features.dtype == np.float32
    assert np.allclose(features, np.mean(maps, axis=(1, 2)), atol=1e-5)


def test_the_second_time_they_come_from_disk(backbone, photos, own_cache, monkeypatch):
    first = extract_features(backbone, photos)
    assert len(entries(own_cache)) == 1
    monkeypatch.setattr("tlcourse.backbones.features.compute", lambda *_: pytest.fail("computed again"))
    assert np.array_equal(extract_features(backbone, photos.images), first)


def test_other_photos_or_weights_are_another_entry(backbone, photos, own_cache):
    extract_features(backbone, photos)
    changed = photos.images.copy()
    changed[0, 0, 0, 0] ^= 1
    extract_features(backbone, changed)
    extract_features(load_backbone(weights="random", size=32, seed=1), photos)
    assert len(entries(own_cache)) == 3


def test_weights_trained_since_loading_are_noticed(photos):
    backbone = load_backbone(weights="random", size=32)
    before = extract_features(backbone, photos)
    backbone.model.set_weights([array * 0.5 for array in backbone.model.get_weights()])
    assert not np.array_equal(extract_features(backbone, photos), before)


DAMAGES = {
    "cut": lambda data: data[:-200],
    "empty": lambda data: b"",
    "overwritten": lambda data: b"x" * len(data),
    "one byte": lambda data: data[:3000] + bytes([data[3000] ^ 255]) + data[3001:],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_entry_is_made_again(backbone, photos, own_cache, damage):
    first = extract_features(backbone, photos)
    entry = entries(own_cache)[0]
    whole = entry.read_bytes()
    entry.write_bytes(damage(whole))
    assert np.array_equal(extract_features(backbone, photos), first)
    assert entries(own_cache)[0].stat().st_size == len(whole)


def test_an_interrupted_write_leaves_nothing(backbone, photos, own_cache, monkeypatch):
    def interrupted(file, **arrays):
        file.write(b"half of it")
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", interrupted)
    with pytest.raises(KeyboardInterrupt):
        extract_features(backbone, photos)
    assert [path for path in own_cache.rglob("*") if path.is_file()] == []


def test_photos_of_another_size_are_refused(backbone, class_folders):
    with pytest.raises(ValueError, match=r"\(16, 16, 3\).*\(32, 32, 3\)"):
        extract_features(backbone, load_photos(class_folders, size=16, per_species=3).train)
