"""The quick way to train a head makes the steps of `fit`."""

import numpy as np
import pytest

from tlcourse import train_head
from tlcourse.training.batches import endless_batches
from tlcourse.training.fitting import compile_and_fit
from tlcourse.training.recipes import build_head
from tlcourse.training.whole_epochs import fit_whole_epochs


@pytest.fixture(scope="module")
def task():
    rng, labels = np.random.default_rng(0), np.arange(70) % 5
    return (rng.normal(size=(70, 16)) + 2 * np.eye(16)[labels]).astype(np.float32), labels


def test_losses_and_weights_are_those_of_fit(task):
    features, labels = task
    shared = {"epochs": 4, "learning_rate": 1e-2, "weight_decay": 2.0, "watch": lambda: 0.5, "label": ""}
    quick, slow = (build_head(features, 5, 0.5, seed=0) for _ in range(2))
    told, seconds = fit_whole_epochs(quick, features, labels, 5, batch=32, seed=0, **shared)
    slow = build_head(features, 5, 0.5, seed=0)
    batches = endless_batches(features, labels, 5, batch=32, seed=0, prepare=lambda items, rng: items)
    expected, _ = compile_and_fit(slow, batches, 2, **shared)
    assert told.keys() == expected.keys() and seconds > 0
    for key, values in expected.items():
        assert np.allclose(told[key], values, atol=1e-5), key
    assert all(np.allclose(a, b, atol=1e-5) for a, b in zip(quick.get_weights(), slow.get_weights(), strict=True))


def test_fewer_photos_than_a_batch_are_one_batch(task):
    features, labels = (part[:7] for part in task)
    run = train_head(features, labels, features, labels, epochs=30, learning_rate=0.1, weight_decay=0.0)
    assert run.train_accuracy > 0.8 and run.history["loss"][-1] < run.history["loss"][0]
