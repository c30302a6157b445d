"""Training on numbers that fit into memory: an epoch is one call, so that only the arithmetic takes time.

A step on a small head is a few tenths of a millisecond of computing and several milliseconds of Python: drawing the
batch, handing it over, telling how it went. Here the same steps, in the same order, run inside TensorFlow.
"""

import time
from collections.abc import Callable

import numpy as np

from tlcourse.progress import Progress
from tlcourse.training.batches import steps_per_epoch
from tlcourse.training.steps import make_step

__all__ = ["fit_whole_epochs"]


def fit_whole_epochs(
    model,
    items: np.ndarray,
    labels: np.ndarray,
    n_species: int,
    *,
    batch: int,
    epochs: int,
    learning_rate: float,
    weight_decay: float,
    seed: int,
    watch: Callable[[], float],
    label: str,
) -> tuple[dict[str, list[float]], float]:
    """Train `model` for softmax over species, as `fit_batches` would on `endless_batches`.

    Args:
        items: float32 (n, ...), held in memory; labels: integers (n,).
        watch: measures the test accuracy after each epoch, off the clock.

    Returns:
        The history by epoch, and the seconds of training.
    """
    started = time.monotonic()
    steps = steps_per_epoch(len(items), batch)
    one_epoch = compile_epoch(model, items, np.eye(n_species, dtype=np.float32)[labels], weight_decay)
    rates = learning_rate * (0.5 + 0.5 * np.cos(np.pi * np.arange(steps * epochs) / (steps * epochs)))
    rng, bar, watching = np.random.default_rng(seed), Progress(label, steps * epochs), 0.0
    history = {"loss": [], "accuracy": [], "val_accuracy": [], "learning_rate": rates[steps - 1 :: steps].tolist()}
    for epoch in range(epochs):
        order = rng.permutation(len(items))[: steps * batch].reshape(steps, -1)
        loss, right = one_epoch(order, rates[epoch * steps : (epoch + 1) * steps].astype(np.float32))
        history["loss"].append(float(loss) / steps)
        history["accuracy"].append(float(right) / order.size)
        paused = time.monotonic()
        history["val_accuracy"].append(watch())
        watching += time.monotonic() - paused
        bar.advance(steps, note=f"training accuracy {history['accuracy'][-1]:.0%}")
    bar.close()
    return history, time.monotonic() - started - watching


def compile_epoch(model, items: np.ndarray, targets: np.ndarray, weight_decay: float):
    """A function of the order (steps, batch) and the rates (steps,) that makes all these steps of AdamW."""
    import tensorflow as tf

    items, targets, train = tf.constant(items), tf.constant(targets), make_step(model, weight_decay)

    def step(number, loss_so_far, right_so_far, order, rates):
        loss, right = train(tf.gather(items, order[number]), tf.gather(targets, order[number]), rates[number])
        return number + 1, loss_so_far + loss, right_so_far + right, order, rates

    def epoch(order, rates):
        start = (tf.constant(0), tf.constant(0.0), tf.constant(0.0), order, rates)
        going_on = lambda number, *_: number < tf.shape(order)[0]  # noqa: E731
        return tf.while_loop(going_on, step, start, parallel_iterations=1)[1:3]

    compiled = tf.function(epoch, autograph=False, jit_compile=False)
    return lambda order, rates: compiled(tf.constant(order, tf.int32), tf.constant(rates))
