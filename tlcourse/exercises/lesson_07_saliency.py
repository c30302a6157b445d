"""Exercises of lesson 07, trust and ship: where the evidence lies, by Grad-CAM."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import as_plain, told
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]

ALIKE, APART = 0.999, 0.985  # cosines: the same map up to a factor; two maps that a case keeps apart


class GradCam(Exercise):
    """Feature maps weighted by their mean gradient, added up, negative parts cut off."""

    id = "07_trust_and_ship.grad_cam"
    points = 4
    seconds = 30.0
    misconceptions = {
        "no_relu": "What speaks against a species belongs on the map.",
        "absolute": "What speaks against a species is evidence for it.",
        "relu_too_early": "Maps that speak against a species may be left out before adding up.",
        "gradient_of_loss": "Gradients are taken of the loss.",
        "of_probability": "A probability rises only if its own score does.",
        "of_all_scores": "All scores together explain one species.",
        "explains_the_winner": "It is the most likely species that is to be explained.",
        "channels_first": "Gradients are averaged over the channels, one weight a place.",
        "not_averaged": "Each place of a map has a weight of its own.",
        "unweighted": "The maps alone show where the evidence is.",
        "of_pixels": "The gradient of the pixels is the map.",
        "resized": "A map is as large as the photo.",
        "returns_nothing": "What a function has computed comes back by itself.",
        "other": "Something else.",
    }

    def case(self, rng):
        for _ in range(500):
            case = draw_network(rng)
            if distinct(maps_of(case)):
                return case
        raise RuntimeError("No case with distinct maps was drawn in 500 attempts.")

    def probe(self, grad_cam, case):
        base, top = network_of(case)
        found = grad_cam(base, top, case["pixels"].copy(), case["species"])
        return {"map": as_plain(found)}

    def judge(self, seen, case) -> Verdict:
        given, maps = seen["map"], maps_of(case)
        if given is None or isinstance(given, dict):
            return self.wrong("returns_nothing", f"grad_cam gave {told(given)}. Expected: a map (height, width).")
        side, size = maps["right"].shape[0], case["pixels"].shape[1]
        given = np.squeeze(np.asarray(given, float))
        if given.shape != (side, side):
            seen = f"The feature maps are {side} x {side}, the photo is {size} x {size}; you give {given.shape}."
            if given.shape == (size, size, 3):
                return self.wrong("of_pixels", f"{seen} Whose gradient is that? Asked for: that of the feature maps.")
            if given.shape == (size, size):
                return self.wrong("resized", f"{seen} Enlarging it is a matter of drawing.", 0.5)
            return self.wrong("other", f"{seen} Which axes are places, and which one counts the maps?")
        if not np.isfinite(given).all() or not given.any():
            return self.wrong("other", "Your map is zero, or not a number, everywhere. Is there anything left to show?")
        return self.judge_map(given, maps, case)

    def judge_map(self, given, maps, case) -> Verdict:
        """Which of the maps it is, up to a factor."""
        name = next((name for name, other in maps.items() if cosine(given, other) > ALIKE), None)
        where = "Its largest value is at {}, of the right map at {}.".format(
            *(tuple(map(int, np.unravel_index(m.argmax(), m.shape))) for m in (given, maps["right"]))
        )
        if name == "right":
            return self.right("Each map by its mean gradient, added up, and only what speaks for the species.")
        if name == "no_relu":
            return self.wrong(name, f"{(given < 0).sum()} of {given.size} places are below 0. {ASIDE[name]}", 0.5)
        if name is None:
            return self.wrong("other", f"{where} What has each feature map been multiplied by?")
        return self.wrong(name, f"{where} {ASIDE[name]}", 0.5 if name in ("absolute", "of_probability") else 0.0)


ASIDE = {
    "no_relu": "What does a negative place say about this species?",
    "absolute": "You have made places that speak against the species count for it.",
    "relu_too_early": "A map that speaks against the species may cancel one that speaks for it. Add up first.",
    "gradient_of_loss": "A loss falls where evidence for the species rises. Whose gradient do you take?",
    "of_probability": "A probability also rises where the others' scores fall. Look at the score alone.",
    "of_all_scores": "That is the gradient of all scores together. Which one was asked for?",
    "explains_the_winner": "That explains the species with the highest score, and another one was asked for.",
    "channels_first": "You have one weight a place. Grad-CAM wants one a feature map: the mean over which axes?",
    "not_averaged": "Each place was multiplied by its own gradient. Grad-CAM wants one weight a feature map.",
    "unweighted": "That is the plain sum of the feature maps, the same for every species.",
}


def draw_network(rng) -> dict:
    """A base that sees colours, and a top that looks at each place differently."""
    channels, side, species = int(rng.integers(4, 7)), int(rng.integers(4, 6)), int(rng.integers(3, 6))
    case = {
        "pixels": rng.uniform(-1, 1, (1, 2 * side, 2 * side, 3)),
        "into": rng.normal(0, 1, (3, channels)),
        "out": rng.normal(0, 1, (side * side * channels, species))
        + np.tile(rng.normal(0, 1, (channels, species)), (side * side, 1)),
    }
    case = {name: values.astype(np.float32) for name, values in case.items()}
    case["species"] = int(np.argsort(features_of(case).ravel() @ case["out"])[-2])
    return case


def network_of(case):
    """The case's base, pixels -> maps, and top, maps -> scores."""
    keras = import_keras()
    layers = keras.layers
    side, channels = case["pixels"].shape[1] // 2, case["into"].shape[1]
    convolution = layers.Conv2D(channels, 1, activation="relu", use_bias=False, name="colours")
    pixels, maps = keras.Input((2 * side, 2 * side, 3)), keras.Input((side, side, channels))
    base = keras.Model(pixels, convolution(layers.AveragePooling2D(2)(pixels)), name="base")
    scores = layers.Dense(case["out"].shape[1], use_bias=False, name="scores")
    top = keras.Model(maps, scores(layers.Rescaling(0.02)(layers.Flatten()(maps))), name="top")
    convolution.set_weights([case["into"][None, None]])
    scores.set_weights([case["out"]])
    return base, top


def features_of(case) -> np.ndarray:
    """The base's maps (h, w, channels), by hand."""
    pixels = case["pixels"][0]
    side = len(pixels) // 2
    return np.maximum(pixels.reshape(side, 2, side, 2, 3).mean(axis=(1, 3)) @ case["into"], 0)


def maps_of(case) -> dict[str, np.ndarray]:
    """The right map, and what each misconception gives; all up to a factor."""
    maps = features_of(case).astype(float)
    out = np.asarray(case["out"], float).reshape(*maps.shape, -1)  # the gradient of each score
    scores = 0.02 * np.tensordot(maps, out, 3)
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    of_species, of_mean = out[..., case["species"]], out @ chances

    def weighted(gradient):
        return maps @ gradient.mean(axis=(0, 1))

    right = weighted(of_species)
    weights = of_species.mean(axis=(0, 1))
    by_place = of_species.mean(axis=-1)
    found = {
        "right": right,
        "relu_too_early": maps @ np.maximum(weights, 0),
        "gradient_of_loss": weighted(of_mean - of_species),
        "of_probability": weighted(of_species - of_mean),
        "of_all_scores": weighted(out.sum(axis=-1)),
        "explains_the_winner": weighted(out[..., scores.argmax()]),
        "channels_first": by_place * maps.mean(axis=-1),
        "not_averaged": (of_species * maps).sum(axis=-1),
        "unweighted": maps.mean(axis=-1),
    }
    cut = {name: np.maximum(values, 0) for name, values in found.items()}
    return cut | {"no_relu": right, "absolute": np.abs(right)}


def distinct(maps: dict[str, np.ndarray]) -> bool:
    """Whether no two of the maps could be taken for each other, and none is empty."""
    units = np.stack([m.ravel() / max(np.linalg.norm(m), 1e-9) for m in maps.values()])
    alike = units @ units.T - np.eye(len(units))
    return bool(alike.max() < APART and all(m.max() > 1e-3 for m in maps.values()))


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    """Cosine of the angle between two maps."""
    return float((one * other).sum() / (np.linalg.norm(one) * np.linalg.norm(other) + 1e-30))


EXERCISES = [GradCam()]
