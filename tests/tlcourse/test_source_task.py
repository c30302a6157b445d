from io import BytesIO

import keras
import numpy as np
import pytest
from PIL import Image

from tlcourse.backbones.loading import Backbone, load_backbone
from tlcourse.backbones.source_task import find_source_task, load_source_task, measure_source_accuracy


@pytest.fixture
def folder(tmp_path):
    """A source task of three colours, with the head that is right for a backbone that passes pixels through."""
    images = np.zeros((30, 8, 8, 3), np.uint8)
    labels = np.arange(30) % 3
    images[np.arange(30), :, :, labels] = 255
    (tmp_path / "weights").mkdir()
    files = [jpeg(image) for image in images]
    np.savez(
        tmp_path / "source_sample.npz", jpeg=np.concatenate(files), ends=np.cumsum([*map(len, files)]), labels=labels
    )
    np.savez(tmp_path / "weights" / "source_head.npz", kernel=np.eye(3), bias=np.zeros(3))
    return tmp_path


def jpeg(image) -> np.ndarray:
    file = BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=95)
    return np.frombuffer(file.getvalue(), np.uint8)


def passing(size: int = 8):
    inputs = keras.Input((size, size, 3))
    model = keras.Model(inputs, keras.layers.Conv2D(3, 1, use_bias=False)(inputs))
    model.set_weights([np.eye(3).reshape(1, 1, 3, 3)])
    return model


def backbone(weights: str, size: int) -> Backbone:
    return Backbone("mobilenet_v2", weights, size, passing(size), weights == "procedural", "")


def test_a_network_that_knows_the_task_is_right_and_one_that_forgot_is_not(folder):
    task, model = load_source_task(folder), passing()
    assert measure_source_accuracy(model, task) == 1.0
    model.set_weights([-weight for weight in model.get_weights()])
    assert measure_source_accuracy(model, task) == 0.0


def test_only_the_shipped_weights_at_their_own_size_have_a_source_task(folder, tmp_path):
    assert find_source_task(backbone("procedural", 8), folder) is not None
    assert find_source_task(backbone("imagenet", 8), folder) is None
    assert find_source_task(backbone("procedural", 16), folder) is None
    (folder / "source_sample.npz").unlink()
    assert load_source_task(folder) is None


def test_the_shipped_weights_still_know_the_task_they_were_learned_for():
    backbone = load_backbone("mobilenet_v2", "procedural", size=96)
    task = find_source_task(backbone)
    assert measure_source_accuracy(backbone.model, task) > 0.8, "the model card says 0.89 on held-out source photos"
