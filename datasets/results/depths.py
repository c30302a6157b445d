"""How deep, and how fast? `python -m datasets.results.depths`, from the project's root folder.

Makes `depths-embedded.json` beside this file: MobileNetV2 fine-tuned from a trained head at each depth and each
learning rate, measured on photos held back and on the source task. Lesson 04 explores the table. With real photos and
weights (`--photos eu-moths --weights imagenet`) it makes `depths-real.json`.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from tlcourse.backbones.features import extract_features
from tlcourse.backbones.loading import Backbone, load_backbone
from tlcourse.backbones.source_task import find_source_task, measure_source_accuracy
from tlcourse.photos.loading import PhotoSet, grouped_split, load_photos
from tlcourse.progress import track
from tlcourse.training.depths import DEPTHS, EPOCHS, RATES, Top
from tlcourse.training.recipes import train_head

__all__ = ["measure_depths"]

HELD_BACK = 0.3


def measure_depths(
    backbone: Backbone,
    photos: PhotoSet,
    *,
    depths: Sequence[str] = tuple(DEPTHS),
    rates: Sequence[float] = RATES,
    seeds: int = 3,
    epochs: int = EPOCHS,
) -> dict:
    """Train at each depth and rate from a head on frozen features, and measure on photos held back by night.

    Args:
        backbone: MobileNetV2, at the size of `photos`.
        photos: photos to train on; three in ten are held back, others with each seed. No test photo is used.

    Returns:
        "depths", "rates", "head_only" (one accuracy a seed), "held" (depth x rate x seed), and where the source task is
        at hand "source_before" and "source" (depth x rate x seed); all fractions from 0 to 1.
    """
    source, splits = find_source_task(backbone), [grouped_split(photos, HELD_BACK, seed) for seed in range(seeds)]
    if source is not None:
        source = source._replace(images=source.images[::2], labels=source.labels[::2])
    heads = [head_on(backbone, *split, seed) for seed, split in enumerate(splits)]
    held = np.zeros((len(depths), len(rates), seeds))
    forgotten = np.zeros_like(held)
    for i, depth in enumerate(depths):
        top = Top(backbone, heads[0].model, DEPTHS[depth])
        source_maps = None if source is None else top.hand_up(source.images)
        for seed, (fit, back) in enumerate(track(splits, f"Fine-tuning, {depth}", seeds)):
            fit_maps, back_maps = top.hand_up(fit.images), top.hand_up(back.images)
            for j, rate in enumerate(rates):
                top.train(heads[seed].model, fit_maps, fit.labels, rate, epochs=epochs, seed=seed)
                held[i, j, seed] = top.accuracy(back_maps, back.labels)
                if source is not None:
                    forgotten[i, j, seed] = top.source_accuracy(source, source_maps)
    table = {"depths": list(depths), "rates": list(rates), "epochs": epochs, "seeds": seeds}
    table |= {"head_only": [head.test_accuracy for head in heads], "held": held.round(4).tolist()}
    if source is None:
        return table
    before = measure_source_accuracy(backbone.model, source)
    return table | {"source_before": before, "source": forgotten.round(4).tolist()}


def every_fifth_species(photos: PhotoSet) -> PhotoSet:
    """One species in five, with labels 0, 1, 2, ...: the task of lesson 04."""
    chosen = np.arange(0, len(photos.species), 5)
    part = photos.subset(np.isin(photos.labels, chosen))
    return replace(part, labels=np.searchsorted(chosen, part.labels), species=tuple(photos.species[i] for i in chosen))


def head_on(backbone: Backbone, fit: PhotoSet, held: PhotoSet, seed: int):
    """The first step: a head on frozen features; its test accuracy is that on the photos held back."""
    features = [extract_features(backbone, part) for part in (fit, held)]
    return train_head(features[0], fit.labels, features[1], held.labels, seed=seed)


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m datasets.results.depths", description=__doc__.split("\n")[0])
    parser.add_argument("--photos", default="moths", help="a photo set, or a folder with a folder for each species")
    parser.add_argument("--weights", default="procedural", help="procedural, imagenet, or a weights file")
    parser.add_argument("--seeds", type=int, default=3, help="splits, each with a head of its own")
    asked = parser.parse_args()
    backbone = load_backbone("mobilenet_v2", asked.weights, size=96)
    train = every_fifth_species(load_photos(asked.photos, size=96).train)
    table = {"photos": train.name, "weights": backbone.weights, "digest": backbone.digest, "size": train.size}
    table |= {"synthetic": train.synthetic, "n_species": len(train.species), "n_photos": len(train)}
    table |= measure_depths(backbone, train, seeds=asked.seeds)
    file = Path(__file__).with_name(f"depths-{'embedded' if train.synthetic else 'real'}.json")
    file.write_text(json.dumps(table, indent=1) + "\n", "utf-8")
    print(f"Wrote {file}")


if __name__ == "__main__":
    main()
