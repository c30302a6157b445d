"""Training on numbers that fit into memory: an epoch is one call, so that only the arithmetic takes time.

A step on a small head is a few tenths of a millisecond of computing and several milliseconds of Python: drawing the
batch, handing it over, telling how it went. Here the same steps, in the same order, run inside TensorFlow.
"""

import time
from collections.abc import Callable

import numpy as np

from tlcourse.progress import Progress
from tlcourse.training.batches import steps_per_epoch
from tlcourse.training.steps import AdamW, make_step

__all__ = ["WholeEpochs"]


class WholeEpochs:
    """Trainings of one model, one after the other. An epoch is compiled at the first, for any number of items.

    Args:
        model: from items to probabilities of species.
        weight_decay: pull of the weights towards zero (AdamW).
    """

    def __init__(self, model, weight_decay: float) -> None:
        import tensorflow as tf

        self.optimizer = AdamW(model, weight_decay)
        take_step = make_step(model, self.optimizer)

        def epoch(items, targets, order, rates):
            def step(number, loss_so_far, right_so_far):
                chosen = order[number]
                loss, right = take_step(tf.gather(items, chosen), tf.gather(targets, chosen), rates[number])
                return number + 1, loss_so_far + loss, right_so_far + right

            start, steps = (tf.constant(0), tf.constant(0.0), tf.constant(0.0)), tf.shape(order)[0]
            return tf.while_loop(lambda number, *_: number < steps, step, start, parallel_iterations=1)[1:]

        self.epoch = tf.function(epoch, autograph=False, jit_compile=False, reduce_retracing=True)

    def fit(
        self,
        items: np.ndarray,
        labels: np.ndarray,
        n_species: int,
        *,
        batch: int,
        epochs: int,
        learning_rate: float,
        seed: int,
        watch: Callable[[], float],
        label: str,
    ) -> tuple[dict[str, list[float]], float]:
        """Train the model from its weights as they are, as `fit_batches` would on `endless_batches`.

        Args:
            items: float32 (n, ...), held in memory; labels: integers (n,).
            watch: measures the test accuracy after each epoch, off the clock.

        Returns:
            The history by epoch, and the seconds of training.
        """
        import tensorflow as tf

        started = time.monotonic()
        self.optimizer.restart()
        steps = steps_per_epoch(len(items), batch)
        data = tf.constant(items), tf.constant(np.eye(n_species, dtype=np.float32)[labels])
        rates = learning_rate * (0.5 + 0.5 * np.cos(np.pi * np.arange(steps * epochs) / (steps * epochs)))
        rng, bar, watching = np.random.default_rng(seed), Progress(label, steps * epochs), 0.0
        history = {"loss": [], "accuracy": [], "val_accuracy": [], "learning_rate": rates[steps - 1 :: steps].tolist()}
        for epoch in range(epochs):
            order = rng.permutation(len(items))[: steps * batch].reshape(steps, -1)
            falling = rates[epoch * steps : (epoch + 1) * steps]
            loss, right = self.epoch(*data, tf.constant(order, tf.int32), tf.constant(falling, tf.float32))
            history["loss"].append(float(loss) / steps)
            history["accuracy"].append(float(right) / order.size)
            paused = time.monotonic()
            history["val_accuracy"].append(watch())
            watching += time.monotonic() - paused
            bar.advance(steps, note=f"training accuracy {history['accuracy'][-1]:.0%}")
        bar.close()
        return history, time.monotonic() - started - watching
