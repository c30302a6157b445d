"""Fine-tuning at any depth and rate, from the same start again and again."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tlcourse.backbones.loading import Backbone
from tlcourse.backbones.source_task import SourceTask
from tlcourse.places import datasets_folder
from tlcourse.quiet import import_keras
from tlcourse.training.batches import endless_batches, steps_per_epoch
from tlcourse.training.fine_tuning import copy_of, copy_variables
from tlcourse.training.fitting import measure_accuracy
from tlcourse.training.steps import AdamW, compile_scores, compile_step

__all__ = ["DEPTHS", "RATES", "Top", "find_depths"]

DEPTHS = {  # of MobileNetV2: the layer from which the backbone is free
    "block 16 and up": "block_16_expand",
    "block 13 and up": "block_13_expand",
    "block 10 and up": "block_10_expand",
    "block 6 and up": "block_6_expand",
    "everything": None,
}
RATES = (1e-5, 1e-4, 1e-3, 3e-3, 1e-2)
EPOCHS, BATCH = 8, 32


class Top:
    """What is free of a backbone, under a trained head, on what the frozen layers below hand up.

    Trains the same weights as training the whole network would: the layers below are frozen, BatchNormalization
    included, and give each photo the same maps in every epoch. BatchNormalization is frozen above as well.
    """

    def __init__(self, backbone: Backbone, head, from_layer: str | None) -> None:
        keras = import_keras()
        whole = backbone.model
        boundary = whole.get_layer(from_layer).input if from_layer else whole.input
        self.backbone, self.below = backbone, keras.Model(whole.input, boundary) if from_layer else None
        self.free, self.head = copy_of(keras.Model(boundary, whole.output)), copy_of(head)
        for layer in self.free.layers:
            layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
        pooled = keras.layers.GlobalAveragePooling2D()(self.free.output)
        model, shape = keras.Model(self.free.input, self.head(pooled)), self.free.input_shape[1:]
        self.optimizer = AdamW(model, weight_decay=0.0)
        self.step, self.scores = compile_step(model, self.optimizer), compile_scores(model, shape)
        self.features = compile_scores(keras.Model(self.free.input, pooled), shape)
        self.start = self.free.get_weights()

    def hand_up(self, images: np.ndarray) -> np.ndarray:
        """Photos (n, size, size, 3), 0 to 255 -> what the frozen layers make of them."""
        pixels = self.backbone.preprocess(images)
        if self.below is None:
            return pixels
        return np.concatenate([self.below.predict_on_batch(pixels[i : i + 64]) for i in range(0, len(pixels), 64)])

    def train(
        self,
        head,
        maps: np.ndarray,
        labels: np.ndarray,
        rate: float,
        *,
        epochs: int = EPOCHS,
        seed: int = 0,
        watch: Callable[[], object] = lambda: None,
    ) -> None:
        """Train from the backbone's own weights and those of `head`, with Adam at one rate.

        Args:
            head: of the same layers as the head at the beginning.
            maps: from `hand_up`, for n photos with integer labels (n,).
            watch: called before the first epoch and after each.
        """
        self.free.set_weights(self.start)
        copy_variables(head, self.head)
        self.optimizer.restart()
        options = {"batch": min(BATCH, len(maps)), "seed": seed, "prepare": lambda items, rng: items}
        batches = endless_batches(maps, labels, self.head.output_shape[-1], **options)
        watch()
        for _ in range(epochs):
            for _ in range(steps_per_epoch(len(maps), BATCH)):
                self.step(*next(batches), np.float32(rate))
            watch()

    def accuracy(self, maps: np.ndarray, labels: np.ndarray) -> float:
        """Accuracy (0 to 1) on photos that were handed up."""
        return measure_accuracy(self.scores, maps, labels)

    def look(self, maps: np.ndarray) -> np.ndarray:
        """Pooled features (n, d) of photos that were handed up."""
        return np.concatenate([self.features(maps[i : i + 64]) for i in range(0, len(maps), 64)])

    def source_accuracy(self, source: SourceTask, maps: np.ndarray) -> float:
        """Accuracy (0 to 1) on the source task, under its old head; `maps` are its pictures, handed up."""
        return measure_accuracy(lambda batch: self.features(batch) @ source.kernel + source.bias, maps, source.labels)


def find_depths(backbone: Backbone, folder: Path | None = None) -> dict:
    """The table that was measured with the weights of `backbone`, or the one with the course's own weights.

    Args:
        folder: of results; the course's own if not given.
    """
    folder = folder or datasets_folder() / "results"
    tables = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("depths-*.json"))]
    own = [table for table in tables if table["digest"] == backbone.digest]
    return (own or [table for table in tables if table["weights"] == "procedural"])[0]
