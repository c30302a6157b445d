"""The source task: what the procedural weights were learned for, and how much of it a network still knows.

Ships for one case only, the procedural weights at 96 px: a sample of drawn pictures that the pretraining never saw, and
the head that belongs to the backbone. For all other weights the source task is not at hand.
"""

from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from tlcourse.backbones.loading import Backbone
from tlcourse.places import datasets_folder

__all__ = ["SourceTask", "find_source_task", "load_source_task", "measure_source_accuracy"]

BATCH = 50  # parts of one size, 600 pictures ship: a model takes seconds to get ready for a further size


class SourceTask(NamedTuple):
    """Pictures of the source world and the source head.

    Attributes:
        images: uint8 (n, 96, 96, 3), RGB, 0 to 255.
        labels: int64 (n,), the class of each picture.
        kernel: float32 (1280, classes), weights of the head on pooled features.
        bias: float32 (classes,).
    """

    images: np.ndarray
    labels: np.ndarray
    kernel: np.ndarray
    bias: np.ndarray


def load_source_task(folder: Path | None = None) -> SourceTask | None:
    """The source task that ships, or None where it does not.

    Args:
        folder: holds source_sample.npz and weights/source_head.npz; the course's own if not given.
    """
    folder = folder or datasets_folder() / "source_world"
    sample, head = folder / "source_sample.npz", folder / "weights" / "source_head.npz"
    if not sample.is_file() or not head.is_file():
        return None
    with np.load(sample) as pictures, np.load(head) as layer:
        images = _decode(pictures["jpeg"], pictures["ends"])
        labels = pictures["labels"].astype(np.int64)
        return SourceTask(images, labels, layer["kernel"].astype(np.float32), layer["bias"].astype(np.float32))


def _decode(jpeg: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The pictures whose JPEG bytes lie one after another in `jpeg` (uint8), each up to its place in `ends`."""
    return np.stack([np.asarray(Image.open(BytesIO(part.tobytes()))) for part in np.split(jpeg, ends[:-1])])


def find_source_task(backbone: Backbone, folder: Path | None = None) -> SourceTask | None:
    """The source task of `backbone`: only the procedural weights at the size they were learned at have one."""
    task = load_source_task(folder) if backbone.weights == "procedural" else None
    return task if task is not None and task.images.shape[1] == backbone.size else None


def measure_source_accuracy(model, task: SourceTask) -> float:
    """Accuracy (0 to 1) on the source task of a backbone under the source head it was learned with.

    Args:
        model: the backbone as a `keras.Model`: MobileNetV2 pixels (n, 96, 96, 3) in [-1, 1] -> (n, h, w, 1280). Run in
            inference mode.
        task: as `load_source_task` gives it.
    """
    right = 0
    for start in range(0, len(task.labels), BATCH):
        pixels = task.images[start : start + BATCH].astype(np.float32) / 127.5 - 1
        features = model.predict_on_batch(pixels).mean(axis=(1, 2))
        logits = features @ task.kernel + task.bias
        right += int((logits.argmax(axis=1) == task.labels[start : start + BATCH]).sum())
    return right / len(task.labels)
