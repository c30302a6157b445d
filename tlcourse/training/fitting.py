"""The loop that every training in the course runs through: fresh batches, a falling learning rate, a clock."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tlcourse.progress import Progress
from tlcourse.quiet import import_keras

__all__ = ["Run", "compile_and_fit", "count_trainable", "measure_accuracy"]


@dataclass(frozen=True, eq=False)
class Run:
    """What a training gave.

    Attributes:
        model: the trained `keras.Model`.
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


def compile_and_fit(
    model,
    batches: Iterator,
    steps: int,
    epochs: int,
    learning_rate: float,
    *,
    watch: Callable[[], float],
    label: str,
    seconds: float | None = None,
    weight_decay: float | None = None,
) -> tuple[dict[str, list[float]], float]:
    """Compile `model` for softmax over species and train it; returns its history and the seconds it trained.

    Args:
        batches: endless (images, one-hot labels).
        watch: measures the test accuracy after each epoch, off the clock.
        seconds: stop at the end of this budget; the learning rate then falls with the time spent.
    """
    keras = import_keras()

    model.compile(
        optimizer=keras.optimizers.AdamW(learning_rate, weight_decay=weight_decay)
        if weight_decay
        else keras.optimizers.Adam(learning_rate),
        loss="categorical_crossentropy",
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
        jit_compile=False,  # XLA compiles for 15 to 25 s on a CPU and runs no faster
    )
    model.optimizer.build(model.trainable_variables)  # left to `fit`, TensorFlow traces the step twice
    clock = cosine_clock(learning_rate, steps, epochs, seconds, watch, label)
    history = model.fit(
        batches, steps_per_epoch=steps, epochs=epochs, callbacks=[clock], verbose=0, shuffle=False
    ).history
    return {key: [float(value) for value in values] for key, values in history.items()}, clock.spent


def cosine_clock(rate: float, steps: int, epochs: int, seconds: float | None, watch: Callable[[], float], label: str):
    """A Keras callback: cosine decay over epochs or over a time budget, whichever is further on; the clock; the bar."""
    keras = import_keras()

    class CosineClock(keras.callbacks.Callback):
        spent = 0.0

        def on_train_begin(self, logs=None):
            self.done, self.bar = 0, Progress(label, steps * epochs)
            self.resumed = time.monotonic()

        def share(self) -> float:
            elapsed = self.spent + time.monotonic() - self.resumed
            return min(1.0, max(self.done / (steps * epochs), elapsed / seconds if seconds else 0.0))

        def on_train_batch_begin(self, batch, logs=None):
            self.model.optimizer.learning_rate = rate * (0.5 + 0.5 * np.cos(np.pi * self.share()))

        def on_train_batch_end(self, batch, logs=None):
            self.done += 1
            self.bar.advance(note=f"training accuracy {logs['accuracy']:.0%}")
            if seconds and self.share() >= 1:
                self.model.stop_training = True

        def on_epoch_end(self, epoch, logs=None):
            self.spent += time.monotonic() - self.resumed
            logs["val_accuracy"] = watch()
            logs["learning_rate"] = float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate))
            self.resumed = time.monotonic()

        def on_train_end(self, logs=None):
            self.bar.close()

    return CosineClock()
