import hashlib
import shutil

import numpy as np
import pytest

from tlcourse import WeightsError, load_backbone
from tlcourse.backbones import weights as weights_module

IMAGENET = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_224_no_top.h5"


@pytest.fixture(scope="session")
def weights_file(tmp_path_factory):
    """Weights of a random MobileNetV2, and the backbone they came from."""
    backbone = load_backbone(weights="random", size=32, seed=3)
    path = tmp_path_factory.mktemp("weights") / "mine.weights.h5"
    backbone.model.save_weights(path)
    return path, backbone


def test_weights_come_back_from_a_file(weights_file):
    path, saved = weights_file
    loaded = load_backbone(weights=path, size=32)
    assert loaded.digest == saved.digest != load_backbone(weights="random", size=32, seed=4).digest
    assert loaded.weights == "mine.weights.h5" and not loaded.synthetic


def test_a_renamed_file_still_loads(weights_file, tmp_path):
    path, saved = weights_file
    assert load_backbone(weights=shutil.copy(path, tmp_path / "moths.h5"), size=32).digest == saved.digest


def test_the_older_keras_layout_loads(weights_file, tmp_path):
    _, saved = weights_file
    import h5py
    from keras.src.legacy.saving import legacy_h5_format

    with h5py.File(tmp_path / "old.h5", "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, saved.model)
    assert load_backbone(weights=tmp_path / "old.h5", size=32).digest == saved.digest


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "an empty file"),
        (b"<!DOCTYPE html><html>Log in", "an HTML page"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
        (b"PK\x03\x04 something else", "begins with"),
    ],
)
def test_what_a_failed_download_leaves_is_recognised(tmp_path, content, said):
    path = tmp_path / "broken.h5"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=said):
        load_backbone(weights=path, size=32)


@pytest.mark.parametrize("share", [0.001, 0.5, 0.98])
def test_a_cut_file_is_recognised(weights_file, tmp_path, share):
    data = weights_file[0].read_bytes()
    path = tmp_path / "cut.weights.h5"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(WeightsError, match="cut or damaged"):
        load_backbone(weights=path, size=32)


def test_another_alpha_is_recognised(weights_file):
    with pytest.raises(WeightsError, match=r"alpha.*16 filters, expected 32"):
        load_backbone(weights=weights_file[0], alpha=1.0, size=32)


def test_a_missing_file_and_a_misspelt_name(tmp_path):
    with pytest.raises(WeightsError, match="neither 'procedural', 'imagenet' or 'random' nor a file"):
        load_backbone(weights="imagent")
    with pytest.raises(WeightsError, match="is a folder"):
        load_backbone(weights=tmp_path)


def test_imagenet_weights_are_never_downloaded_here(monkeypatch, tmp_path):
    monkeypatch.setattr(weights_module, "keras_cache", lambda: tmp_path)
    with pytest.raises(WeightsError, match="No ImageNet weights of resnet50"):
        load_backbone("resnet50", "imagenet")


def test_changed_procedural_weights_are_refused(weights_file, monkeypatch, tmp_path):
    target = tmp_path / weights_module.PROCEDURAL
    target.parent.mkdir(parents=True)
    shutil.copy(weights_file[0], target)
    sha = target.with_name(target.name + ".sha256")
    sha.write_text(hashlib.sha256(target.read_bytes()).hexdigest() + "  weights\n")
    monkeypatch.setattr(weights_module, "datasets_folder", lambda: tmp_path)
    backbone = load_backbone(size=32)
    assert backbone.synthetic and backbone.digest == weights_file[1].digest
    target.write_bytes(target.read_bytes()[:-1])
    with pytest.raises(WeightsError, match="cut or changed"):
        load_backbone(size=32)


def test_requests_that_no_backbone_can_meet():
    with pytest.raises(ValueError, match="expected one of mobilenet_v2"):
        load_backbone("mobilenet")
    with pytest.raises(ValueError, match="at least 71"):
        load_backbone("xception", "random", size=48)
    with pytest.raises(ValueError, match="only mobilenet_v2"):
        load_backbone("resnet50", "random", alpha=0.5)
    with pytest.raises(WeightsError, match=r"alpha 0\.35"):
        load_backbone(alpha=1.0)


@pytest.mark.parametrize(
    ("name", "of_white", "of_red"),
    [
        ("mobilenet_v2", [1, 1, 1], [1, -1, -1]),
        ("xception", [1, 1, 1], [1, -1, -1]),
        ("efficientnet_v2b0", [255, 255, 255], [255, 0, 0]),
        ("resnet50", [255 - 103.939, 255 - 116.779, 255 - 123.68], [-103.939, -116.779, 255 - 123.68]),
    ],
)
def test_each_family_gets_its_own_pixels_and_yours_stay(name, of_white, of_red):
    from tlcourse import Backbone

    backbone = Backbone(name, "random", 4, None, False, "")
    photos = np.zeros((2, 4, 4, 3), np.float32)
    photos[0], photos[1, ..., 0] = 255, 255
    kept = photos.copy()
    pixels = backbone.preprocess(photos)
    assert np.array_equal(photos, kept), "preprocessing changes its argument"
    assert pixels.dtype == np.float32
    assert np.allclose(pixels[0, 0, 0], of_white, atol=1e-4) and np.allclose(pixels[1, 0, 0], of_red, atol=1e-4)


def test_preprocessing_twice_is_noticed():
    backbone = load_backbone(weights="random", size=32)
    with pytest.raises(ValueError, match="preprocessed before"):
        backbone.preprocess(backbone.preprocess(np.zeros((1, 32, 32, 3), np.uint8)))


def test_real_imagenet_weights(real_data):
    backbone = load_backbone(weights=real_data / "weights" / IMAGENET, size=32)
    assert backbone.model.count_params() == 410_208 and backbone.weights == IMAGENET
    with pytest.raises(WeightsError, match="another model"):
        load_backbone(weights=real_data / "weights" / "mobilenet_2_5_224_tf_no_top.h5", size=32)
