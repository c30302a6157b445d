"""Ship a finished run: `python -m datasets.source_world.export POOL RUN`.

Writes beside this file: the backbone's weights with their sha256, the head that tells the source classes apart, a
labelled sample of held-out photos (so that forgetting can be measured), a contact sheet, the training log as a
picture, and the figures as JSON.
"""

import argparse
import csv
import hashlib
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import cv2
import keras
import matplotlib
import numpy as np

from datasets.source_world.make import CLASSES, photo
from datasets.source_world.pretrain import source_accuracy
from datasets.source_world.things import SISTERS

matplotlib.use("Agg")
HERE = Path(__file__).parent
SAMPLE = 600


def backbone_of(model: keras.Model, alpha: float, size: int) -> keras.Model:
    """The Keras Applications backbone, without a head, with the trained model's weights."""
    base = keras.applications.MobileNetV2(alpha=alpha, include_top=False, weights=None, input_shape=(size, size, 3))
    trained = [layer for layer in model.layers if layer.weights and not isinstance(layer, keras.layers.Dense)]
    layers = [layer for layer in base.layers if layer.weights]
    for layer, source in zip(layers, trained, strict=True):
        layer.set_weights(source.get_weights())
    return base


def write_sample(path: Path, first: int = 0) -> None:
    """`SAMPLE` photos of the held-out shard as JPEG bytes in one .npz: `jpeg` (concatenated), `ends`, `labels`."""
    numbers = np.sort(np.random.default_rng(0).choice(CLASSES, SAMPLE, replace=False)) + first
    encoded = [cv2.imencode(".jpg", photo(i)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])[1] for i in numbers]
    np.savez(path, jpeg=np.concatenate(encoded), ends=np.cumsum([len(e) for e in encoded]), labels=numbers % CLASSES)


def contact_sheet(path: Path, families: int = 12, photos: int = 4) -> None:
    """Two families a row: `photos` photos of one class, then of its sister."""
    rng = np.random.default_rng(4)
    rows = []
    for family in rng.choice(CLASSES // SISTERS, families, replace=False):
        classes = [family * SISTERS, family * SISTERS + 3, family * SISTERS + 6]
        rows.append(np.hstack([photo(c + k * CLASSES) for c in classes for k in range(photos)]))
    cv2.imwrite(str(path), np.vstack(rows)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])


def plot_log(log: list[dict], path: Path) -> None:
    """Source accuracy on held-out photos against photos seen."""
    figure = matplotlib.figure.Figure(figsize=(7, 3.5), layout="constrained")
    axes = figure.subplots()
    for size in sorted({row["size"] for row in log}, key=int):
        part = [row for row in log if row["size"] == size]
        seen, accuracy = ([float(row[key]) for row in part] for key in ("seen", "source"))
        axes.plot(np.array(seen) / 1e6, np.array(accuracy) * 100, label=f"{size} px")
    axes.set(
        xlabel="photos seen (millions)", ylabel=f"accuracy, {CLASSES:,} classes (%)", title="Held-out source photos"
    )
    axes.legend()
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--alpha", type=float, default=0.35)
    parser.add_argument("--size", type=int, default=96)
    args = parser.parse_args()
    model = keras.models.load_model(args.run / "state.keras", compile=False)
    with (args.run / "log.csv").open(newline="") as file:
        log = list(csv.DictReader(file))
    weights = HERE / "weights" / f"mobilenet_v2_{args.alpha}.weights.h5"
    weights.parent.mkdir(exist_ok=True)
    backbone_of(model, args.alpha, args.size).save_weights(weights)
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    weights.with_name(f"{weights.name}.sha256").write_text(f"{digest}  {weights.name}\n")
    kernel, bias = model.get_layer("species").get_weights()
    np.savez_compressed(HERE / "weights" / "source_head.npz", kernel=kernel.astype(np.float16), bias=bias)
    write_sample(HERE / "source_sample.npz")
    contact_sheet(HERE / "contact_sheet.jpg")
    plot_log(log, HERE / "training.png")
    last = log[-1]
    figures = {
        "photos_seen": int(last["seen"]),
        "photos_made": int(last["pool"]),
        "classes": CLASSES,
        "hours": round(float(last["seconds"]) / 3600, 2),
        "source_accuracy": source_accuracy(model, args.pool, args.size, photos=2000),
        "size": args.size,
        "sha256": digest,
    }
    (HERE / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
