"""Training on batches that are made as they are needed: a falling learning rate, a clock, a bar."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tlcourse.progress import Progress
from tlcourse.training.steps import AdamW, compile_step

__all__ = ["Run", "count_trainable", "fit_batches", "measure_accuracy"]


@dataclass(frozen=True, eq=False)
class Run:
    """What a training gave.

    Attributes:
        model: the trained `keras.Model`. It predicts and saves; compile it before `fit` or `evaluate`.
        history: per epoch `loss` and `accuracy` (training mode, while the weights were moving), `val_accuracy` (test
            photos, inference mode; watched only, nothing is chosen by it) and `learning_rate`.
        train_accuracy, test_accuracy: 0 to 1, inference mode, at the end.
        trained_parameters: how many numbers the training could change.
        seconds: spent on training; measuring accuracy is not counted.
    """

    model: object
    history: dict[str, list[float]]
    train_accuracy: float
    test_accuracy: float
    trained_parameters: int
    seconds: float


def measure_accuracy(predict, images: np.ndarray, labels: np.ndarray, *, batch: int = 64) -> float:
    """Share of right answers, 0 to 1, in inference mode.

    Args:
        predict: a Keras model, or any function that takes a batch and returns scores (n, n_species).
        images: whatever `predict` takes, first axis n.
        labels: integers (n,).
        batch: how many go through at a time.
    """
    if len(labels) == 0 or len(images) != len(labels):
        raise ValueError(f"Got {len(images)} images and {len(labels)} labels; expected as many of each, at least one.")
    score = getattr(predict, "predict_on_batch", predict)
    starts = range(0, len(images), batch)
    answers = [np.argmax(np.asarray(score(images[start : start + batch])), axis=-1) for start in starts]
    return float(np.mean(np.concatenate(answers) == np.asarray(labels)))


def count_trainable(model) -> int:
    """How many numbers a training of `model` can change."""
    return int(sum(np.prod(variable.shape) for variable in model.trainable_variables))


def fit_batches(
    model,
    batches: Iterator,
    steps: int,
    epochs: int,
    learning_rate: float,
    *,
    watch: Callable[[], float],
    label: str,
    seconds: float | None = None,
    weight_decay: float = 0.0,
) -> tuple[dict[str, list[float]], float]:
    """Train `model` for softmax over species with Adam; returns its history and the seconds it trained.

    The steps are those of Keras' own `fit`, of which a deep network's first takes four times as long: see
    `tlcourse.training.steps`. The learning rate falls along a cosine, over the epochs or over a time budget, whichever
    is further on.

    Args:
        batches: endless (images, one-hot labels), all of one size.
        watch: measures the test accuracy after each epoch, off the clock.
        seconds: stop at the end of this budget; the learning rate then falls with the time spent.
        weight_decay: pull of the weights towards zero (AdamW; Loshchilov and Hutter, 2019).
    """
    step, total = compile_step(model, AdamW(model, weight_decay)), steps * epochs
    history = {"loss": [], "accuracy": [], "val_accuracy": [], "learning_rate": []}
    bar, done, spent, resumed = Progress(label, total), 0, 0.0, time.monotonic()

    def share() -> float:
        elapsed = spent + time.monotonic() - resumed
        return min(1.0, max(done / total, elapsed / seconds if seconds else 0.0))

    for _ in range(epochs):
        losses, shares = [], []
        for _ in range(steps):
            images, wanted = next(batches)
            rate = learning_rate * (0.5 + 0.5 * np.cos(np.pi * share()))
            loss, right = step(images, wanted, np.float32(rate))
            losses.append(float(loss))
            shares.append(float(right) / len(images))
            done += 1
            bar.advance(note=f"training accuracy {np.mean(shares):.0%}")
            if seconds and share() >= 1:
                break
        spent += time.monotonic() - resumed
        told = (np.mean(losses), np.mean(shares), watch(), rate)
        for values, value in zip(history.values(), told, strict=True):
            values.append(float(value))
        resumed = time.monotonic()
        if seconds and share() >= 1:
            break
    bar.close()
    return history, spent
