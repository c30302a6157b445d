"""The quick ways to train make the steps of Keras' own `fit`."""

import numpy as np
import pytest

from tests.tlcourse.plain_keras import fit_with_keras
from tlcourse import train_head
from tlcourse.training.batches import endless_batches
from tlcourse.training.fitting import fit_batches
from tlcourse.training.recipes import build_head
from tlcourse.training.whole_epochs import WholeEpochs

EPOCHS, RATE, DECAY = 4, 1e-2, 2.0


@pytest.fixture(scope="module")
def task():
    rng, labels = np.random.default_rng(0), np.arange(70) % 5
    return (rng.normal(size=(70, 16)) + 2 * np.eye(16)[labels]).astype(np.float32), labels


def batches_of(task):
    return endless_batches(*task, 5, batch=32, seed=0, prepare=lambda items, rng: items)


def whole_epochs(model, task):
    settings = {"batch": 32, "epochs": EPOCHS, "learning_rate": RATE, "seed": 0}
    return WholeEpochs(model, DECAY).fit(*task, 5, **settings, watch=lambda: 0.5, label="")


def by_batches(model, task):
    return fit_batches(model, batches_of(task), 2, EPOCHS, RATE, weight_decay=DECAY, watch=lambda: 0.5, label="")


@pytest.mark.parametrize("train", [whole_epochs, by_batches])
def test_losses_and_weights_are_those_of_fit(train, task):
    quick = build_head(task[0], 5, 0.5, seed=0)
    told, seconds = train(quick, task)
    plain = build_head(task[0], 5, 0.5, seed=0)
    expected = fit_with_keras(plain, batches_of(task), 2, EPOCHS, RATE, DECAY)
    assert seconds > 0 and told["val_accuracy"] == [0.5] * EPOCHS
    for key in ("loss", "accuracy"):
        assert np.allclose(told[key], expected[key], atol=1e-5), key
    assert all(np.allclose(a, b, atol=1e-5) for a, b in zip(quick.get_weights(), plain.get_weights(), strict=True))


def test_a_convnet_learns_as_under_fit():
    """BatchNormalization keeps its statistics, and a regularizer counts."""
    import keras

    rng = np.random.default_rng(0)
    labels = np.arange(24) % 3
    images = rng.normal(size=(24, 8, 8, 3)).astype(np.float32) + labels[:, None, None, None]

    def build():
        keras.utils.set_random_seed(0)
        return keras.Sequential(
            [
                keras.Input((8, 8, 3)),
                keras.layers.Conv2D(4, 3, use_bias=False, kernel_regularizer=keras.regularizers.L2(0.1)),
                keras.layers.BatchNormalization(momentum=0.8),
                keras.layers.GlobalAveragePooling2D(),
                keras.layers.Dense(3, activation="softmax"),
            ]
        )

    quick, plain = build(), build()
    batches = lambda: endless_batches(images, labels, 3, batch=8, seed=0, prepare=lambda items, rng: items)  # noqa: E731
    told, _ = fit_batches(quick, batches(), 3, EPOCHS, RATE, watch=lambda: 0.5, label="")
    expected = fit_with_keras(plain, batches(), 3, EPOCHS, RATE)
    assert np.allclose(told["loss"], expected["loss"], atol=1e-4)
    assert not np.allclose(quick.get_weights()[3], 0.0), "the moving mean has moved"
    assert all(np.allclose(a, b, atol=1e-3) for a, b in zip(quick.get_weights(), plain.get_weights(), strict=True))


def test_fewer_photos_than_a_batch_are_one_batch(task):
    features, labels = (part[:7] for part in task)
    run = train_head(features, labels, features, labels, epochs=30, learning_rate=0.1, weight_decay=0.0)
    assert run.train_accuracy > 0.8 and run.history["loss"][-1] < run.history["loss"][0]
