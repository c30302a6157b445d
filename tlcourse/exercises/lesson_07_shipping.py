"""Exercises of lesson 07, trust and ship: one file that knows its preprocessing and its names."""

import contextlib
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]

LEGACY = b"\x89HDF"


class ExportModel(Exercise):
    """Save base and head as one file that takes pixels 0 to 255 and says names."""

    id = "07_trust_and_ship.export_model"
    points = 4
    seconds = 45.0
    misconceptions = {
        "preprocessing_outside": "Whoever uses the model knows how to prepare pixels.",
        "twice": "Preprocessing once more does no harm.",
        "lost_class_names": "Whoever uses the model knows which number is which species.",
        "shifted_names": "A lookup begins with the first name.",
        "sorted_names": "Names in the order of the alphabet are in the order of the labels.",
        "hard_coded_name": "The name is that of the photo at hand.",
        "needs_my_code": "Classes and functions of my notebook travel with the file.",
        "weights_only": "The weights are the model.",
        "another_base": "A model of the same architecture is the same model.",
        "head_left_out": "The backbone is the model.",
        "not_pooled": "Any way from maps to features will do.",
        "nothing_saved": "Building a model saves it, or any path will do.",
        "other": "Something else.",
    }

    def case(self, rng):
        for _ in range(200):
            case = draw_parts(rng)
            best = chances(case, scaled(case["photos"])).argmax(axis=1)
            calls = [tuple(names[i] for i in best) for names in renamed(case["species"]).values()]
            if len(set(best)) > 2 and len({tuple(case["species"][i] for i in best), *calls}) == len(calls) + 1:
                return case
        raise RuntimeError("No case with distinct names was drawn in 200 attempts.")

    def probe(self, export_model, case):
        base, head = parts_of(case)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "moths.keras"
            export_model(base, head, list(case["species"]), str(path))
            found = sorted(entry.name for entry in Path(folder).iterdir())
            if not path.is_file():
                return {"found": found, "missing": True}
            if not zipfile.is_zipfile(path):
                return {"found": found, "format": "hdf5" if path.read_bytes()[:4] == LEGACY else "other"}
            try:
                model = load_as_a_stranger(path)
            except Exception as error:  # whatever Keras says about a file that it cannot or will not load
                return {"found": found, "refused": f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"}
            return {"found": found, **answers_of(model, case["photos"])}

    def judge(self, seen, case) -> Verdict:
        if "missing" in seen:
            told = f"The folder holds {', '.join(seen['found'])}" if seen["found"] else "The folder is empty"
            return self.wrong("nothing_saved", f"{told}. The path that was given ends in moths.keras.")
        if "format" in seen:
            told = "weights, or a model in the old format" if seen["format"] == "hdf5" else "no Keras model"
            return self.wrong(
                "weights_only", f"moths.keras holds {told}. Could somebody without your notebook rebuild it?"
            )
        if "refused" in seen:
            return self.judge_refusal(seen["refused"])
        p = seen["probabilities"]
        if p is None:
            return self.wrong(
                "other",
                f"The loaded model gives {seen['gives']}; expected a dictionary with probabilities and species.",
            )
        right, n = chances(case, scaled(case["photos"])), len(case["species"])
        if p.shape != right.shape:
            told = f"40 photos gave probabilities of shape {p.shape}; expected {right.shape}."
            name = "head_left_out" if p.ndim == 4 or p.shape[-1:] == (case["kernel"].shape[1],) != (n,) else "other"
            return self.wrong(name, f"{told} What comes after the backbone?")
        return self.judge_pixels(p, right, case) or self.judge_names(seen["species"], right, case)

    def judge_refusal(self, refused: str) -> Verdict:
        """Keras will not load the file."""
        if any(word in refused for word in ("Could not locate", "ambda", "custom", "unsafe", "deserializ")):
            return self.wrong(
                "needs_my_code",
                f"A process that has not seen your notebook is refused: “{refused}”. Which part is not Keras' own?",
            )
        return self.wrong("weights_only", f"Keras cannot make a model of moths.keras: “{refused}”.")

    def judge_pixels(self, p, right, case) -> Verdict | None:
        """Whether pixels 0 to 255 give the probabilities of base and head."""
        if np.allclose(p, right, atol=0.01):
            return None
        pixels = case["photos"].astype(float)
        agree = (p.argmax(axis=1) == right.argmax(axis=1)).mean()
        told = f"On fresh pixels from 0 to 255, {agree:.0%} of the answers are those of base and head."
        if any(np.allclose(p, chances(case, form), atol=0.01) for form in (pixels, pixels / 255)):
            return self.wrong(
                "preprocessing_outside", f"{told} The base learned with pixels from -1 to 1. Who prepares them?", 0.25
            )
        if np.allclose(p, chances(case, scaled(scaled(pixels))), atol=0.01):
            return self.wrong("twice", f"{told} Pixels are prepared once too often.", 0.25)
        maps = scaled(pixels) @ case["kernel"]
        if np.allclose(p, softmax(maps.max(axis=(1, 2)) @ case["out"]), atol=0.01):
            return self.wrong("not_pooled", f"{told} The head learned with the mean of each map.", 0.25)
        return self.wrong("another_base", f"{told} Are the weights in the file those of `base` and `head`?")

    def judge_names(self, names, right, case) -> Verdict:
        """Whether the most likely species is called by its name."""
        best, species = right.argmax(axis=1), case["species"]
        wanted = [species[i] for i in best]
        if names is None or not all(isinstance(name, str) for name in names) or len(names) != len(best):
            return self.wrong(
                "lost_class_names",
                f"The probabilities are right. Which species is number {best[0]}? The loaded model does not say.",
                0.5,
            )
        told = f"A photo of {wanted[0]} is called {names[0]!r}."
        if names == wanted:
            return self.right(
                "One file: pixels in, probabilities and names out, in a process that knows nothing of yours."
            )
        for kind, other in renamed(species).items():
            if names == [other[i] for i in best]:
                return self.wrong(kind.rstrip("_2"), f"{told} {ASIDE[kind.rstrip('_2')]}", 0.5)
        if len(set(names)) == 1:
            return self.wrong("hard_coded_name", f"{told} So are all 40 photos.", 0.5)
        return self.wrong("lost_class_names", f"{told} Where do its names come from?", 0.5)


GENERA = ("Velotarsa", "Calapteryx", "Dichapteryx", "Noctarsa", "Zygoptila", "Aristora", "Mesophila", "Bryonyx")
EPITHETS = ("silvosa", "marina", "nubata", "vesper", "xanthina", "atrata", "lunaris", "pallida")


ASIDE = {
    "shifted_names": "Every name is one place off. What does a lookup keep its first place for?",
    "sorted_names": "The names are in another order than the labels.",
}


def draw_parts(rng) -> dict:
    """Names, weights and photos."""
    species, side = int(rng.integers(4, 8)), int(rng.integers(6, 10))
    maps = species + int(rng.choice([-1, 1, 2]))
    words = zip(drawn(rng, GENERA, species), drawn(rng, EPITHETS, species), strict=True)
    photos = rng.uniform(0, 255, (40, 1, 1, 3)) + rng.uniform(-60, 60, (40, side, side, 3))
    return {
        "species": [f"{genus}_{epithet}" for genus, epithet in words],
        "kernel": rng.normal(0, 2, (3, maps)).astype(np.float32),
        "out": rng.normal(0, 1.5, (maps, species)).astype(np.float32),
        "photos": np.clip(photos, 0, 255).round().astype(np.float32),
    }


def renamed(species: list[str]) -> dict[str, list[str]]:
    """The names as misconceptions have them."""
    return {
        "shifted_names": ["[UNK]", *species[:-1]],
        "shifted_names_2": [*species[1:], species[0]],
        "sorted_names": sorted(species),
    }


def drawn(rng, words, n: int) -> list[str]:
    """Some of the words, each once."""
    return [words[i] for i in rng.permutation(len(words))[:n]]


def parts_of(case):
    """A linear base that takes pixels from -1 to 1, and a head from pooled features to probabilities."""
    keras = import_keras()
    side, (maps, species) = case["photos"].shape[1], case["out"].shape
    convolution = keras.layers.Conv2D(maps, 1, use_bias=False)
    base = keras.Sequential([keras.Input((side, side, 3)), convolution], name="backbone")
    dense = keras.layers.Dense(species, activation="softmax", use_bias=False)
    head = keras.Sequential([keras.Input((maps,)), dense], name="head")
    convolution.set_weights([case["kernel"][None, None]])
    dense.set_weights([case["out"]])
    return base, head


def load_as_a_stranger(path: Path):
    """Load without what the notebook has registered, in safe mode: no code comes out of the file."""
    keras = import_keras()
    registered = keras.saving.get_custom_objects()
    kept = dict(registered)
    registered.clear()
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    finally:
        with contextlib.suppress(Exception):
            registered.update(kept)


def answers_of(model, photos: np.ndarray) -> dict:
    """Probabilities and names that a loaded model gives, as plain data."""
    given = model(photos.copy())
    parts = given if isinstance(given, dict) else {"probabilities": given}
    told = f"a dictionary with {', '.join(map(str, parts))}" if isinstance(given, dict) else type(given).__name__
    if isinstance(given, tuple | list):
        parts = dict(zip(("probabilities", "species"), given, strict=False))
    if "probabilities" not in parts:
        return {"probabilities": None, "species": None, "gives": told}
    names = parts.get("species")
    if names is not None:
        names = [n.decode() if isinstance(n, bytes) else str(n) for n in np.asarray(names).ravel().tolist()]
    return {"probabilities": np.asarray(parts["probabilities"], float), "species": names, "gives": told}


def scaled(pixels: np.ndarray) -> np.ndarray:
    """0 to 255 -> -1 to 1."""
    return pixels / 127.5 - 1


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities of scores (n, species)."""
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def chances(case, pixels: np.ndarray) -> np.ndarray:
    """What base and head give for prepared pixels, by hand."""
    return softmax((pixels @ case["kernel"]).mean(axis=(1, 2)) @ case["out"])


EXERCISES = [ExportModel()]
