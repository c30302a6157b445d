"""Exercises of lesson 03, feature extraction: a classifier on a frozen base, and what of it is trained."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]


class BuildClassifier(Exercise):
    """Pixels 0 to 255 -> probabilities, on a frozen base."""

    id = "03_feature_extraction.build_classifier"
    points = 4
    seconds = 30.0
    misconceptions = {
        "trainable_backbone": "A borrowed backbone stays as it is by itself.",
        "all_frozen": "The whole classifier is frozen, the new head included.",
        "flattens": "Each place of each feature map is a feature.",
        "max_pooling": "The largest value of a map is its average.",
        "no_softmax": "Scores are probabilities.",
        "sigmoid": "Each species has a probability of its own, whatever the others have.",
        "no_preprocessing": "The backbone takes pixels as they come out of the file.",
        "zero_to_one": "Networks want pixels from 0 to 1, all of them.",
        "twice": "Preprocessing once more does no harm.",
        "another_base": "A backbone of the same architecture is the same backbone.",
        "hard_coded": "The number of species is the course's own.",
        "returns_nothing": "What a function has built comes back by itself.",
        "other": "Something else.",
    }

    def case(self, rng):
        maps = int(rng.integers(3, 7))
        return {
            "n_species": int(rng.integers(4, 12)),
            "side": int(rng.integers(6, 12)),
            "kernel": rng.normal(0, 1, (3, maps)).astype(np.float32),
            "bias": rng.normal(0, 1, maps).astype(np.float32),
            "seed": int(rng.integers(1000)),
        }

    def probe(self, build_classifier, case):
        keras = import_keras()
        base, arrived = watched_base(case)
        model = build_classifier(base, case["n_species"])
        if not callable(model):
            return {"type": type(model).__name__}
        arrived.clear()
        scores = np.array(model(photos_of(case)), np.float64)
        trained = list(getattr(model, "trainable_variables", ()))
        in_base = {id(variable) for variable in base.variables}
        return {
            "is_model": isinstance(model, keras.Model),
            "scores": scores,
            "arrived": arrived[-1] if arrived else None,
            "trained_in_base": sum(id(variable) in in_base for variable in trained),
            "trained_outside": sum(id(variable) not in in_base for variable in trained),
            "base_weights": [np.asarray(weight) for weight in base.get_weights()],
        }

    def judge(self, seen, case) -> Verdict:
        return self.judge_outputs(seen, case) or self.judge_base(seen, case) or self.judge_pixels(seen, case)

    def judge_outputs(self, seen, case) -> Verdict | None:
        """Whether a model came back that gives one probability for each species."""
        if "type" in seen or not seen["is_model"]:
            told = seen.get("type", "something that is no keras.Model")
            return self.wrong("returns_nothing", f"build_classifier gave {told}. Build the model, then return it.")
        scores, n = seen["scores"], case["n_species"]
        if scores.ndim != 2 or len(scores) != 4:
            return self.wrong("other", f"4 photos gave an output of shape {scores.shape}; expected (4, {n}).")
        if scores.shape[1] != n:
            return self.wrong(
                "hard_coded", f"For {n} species there are {scores.shape[1]} outputs. Who decides how many?"
            )
        sums = scores.sum(axis=1)
        told = f"The outputs of a photo add up to {sums[0]:.3g}"
        if not np.allclose(sums, 1, atol=1e-3) or scores.min() < 0:
            if 0 <= scores.min() and scores.max() <= 1:
                return self.wrong(
                    "sigmoid", f"{told}, each between 0 and 1. One photo shows one species, not several.", 0.5
                )
            return self.wrong(
                "no_softmax", f"{told}, from {scores.min():.3g} to {scores.max():.3g}: no probabilities.", 0.5
            )
        return None

    def judge_base(self, seen, case) -> Verdict | None:
        """Whether the base that was handed in is used as it was, frozen, under a head that learns."""
        if seen["arrived"] is None or not all(
            np.array_equal(a, b)
            for a, b in zip(seen["base_weights"][:2], (case["kernel"][None, None], case["bias"]), strict=True)
        ):
            return self.wrong(
                "another_base",
                "Photos went through the model and not through the weights that were handed in. A new or cloned "
                "backbone has the same shape and knows nothing.",
            )
        if not seen["trained_in_base"] and not seen["trained_outside"]:
            return self.wrong("all_frozen", "Nothing in this model is trained: 0 weights. What should learn?", 0.5)
        if seen["trained_in_base"]:
            return self.wrong(
                "trainable_backbone",
                f"{seen['trained_in_base']} weights of the base would be trained along with the head. "
                "Nobody froze it before you.",
                0.5,
            )
        return None

    def judge_pixels(self, seen, case) -> Verdict:
        """What arrived at the base, and what became of its maps."""
        pixels, arrived = photos_of(case), seen["arrived"]
        low, high = f"{arrived.min():.3g}", f"{arrived.max():.3g}"
        told = f"Photos from {pixels.min():g} to {pixels.max():g} reach the base as {low} to {high}."
        right = pixels / 127.5 - 1
        forms = {"no_preprocessing": pixels, "zero_to_one": pixels / 255, "twice": right / 127.5 - 1}
        for name, form in forms.items():
            if np.allclose(arrived, form, atol=1e-3):
                return self.wrong(
                    name, f"{told} This family learned with -1 to 1. What does your model do to pixels?", 0.5
                )
        if not np.allclose(arrived, right, atol=1e-3):
            return self.wrong("other", f"{told} This family learned with -1 to 1: where do 0 and 255 have to go?", 0.5)
        # The base treats each pixel alone and is linear: photos of the same pixels in another order have the same
        # averages and maxima, and one that is its own mean everywhere has only the same averages.
        same = [np.allclose(seen["scores"][0], seen["scores"][i], atol=1e-4) for i in (1, 2)]
        if not same[0]:
            return self.wrong(
                "flattens",
                "Two photos with the same pixels in other places get different answers: the head sees each place of "
                f"each map, {case['side']} x {case['side']} times as many weights. What makes one number of a map?",
                0.5,
            )
        if not same[1]:
            return self.wrong(
                "max_pooling", "Photos with equal averages get different answers: is a map averaged?", 0.5
            )
        return self.right("Pixels are prepared inside, the base is frozen, its maps are averaged, a head decides.")


def photos_of(case: dict) -> np.ndarray:
    """Four photos: one, the same pixels in another order, its mean everywhere, and one with 0 and 255 in it."""
    rng, side = np.random.default_rng(case["seed"]), case["side"]
    first = rng.integers(20, 230, (side * side, 3))
    last = rng.integers(0, 256, (side * side, 3))
    last[0], last[1] = 0, 255
    photos = [first, rng.permutation(first), np.broadcast_to(first.mean(axis=0), first.shape), last]
    return np.stack(photos).reshape(4, side, side, 3).astype(np.float32)


def watched_base(case: dict):
    """A linear base that treats each pixel alone, and the list of everything that arrives at it."""
    keras = import_keras()
    arrived = []

    class Doorway(keras.layers.Layer):
        """Passes pixels on, and writes them down where there are numbers yet."""

        def call(self, pixels):
            if not isinstance(pixels, keras.KerasTensor) and hasattr(pixels, "numpy"):
                arrived.append(np.asarray(pixels))
            return pixels

    layers, maps = keras.layers, len(case["bias"])
    inputs = keras.Input((case["side"], case["side"], 3))
    x = layers.Conv2D(maps, 1)(Doorway(name="doorway")(inputs))
    base = keras.Model(inputs, layers.BatchNormalization()(x), name="backbone")
    base.set_weights([case["kernel"][None, None], case["bias"], *base.get_weights()[2:]])
    return base, arrived


class CountTrained(Exercise):
    """Trained parameters of one dense head on a frozen backbone, by hand."""

    id = "03_feature_extraction.count_trained"
    points = 1
    misconceptions = {
        "forgets_bias": "A dense layer has one weight for each pair of input and output, and nothing else.",
        "bias_per_feature": "There is one bias for each input.",
        "counts_backbone": "Frozen parameters are trained parameters, too.",
        "hard_coded": "The numbers of the course's own backbone are the answer for every backbone.",
        "other": "Something else.",
    }

    def case(self, rng):
        return {"n_features": int(rng.integers(5, 3000)), "n_species": int(rng.integers(4, 500))}

    def probe(self, count_trained, case):
        return {"counted": count_trained(case["n_features"], case["n_species"])}

    def judge(self, seen, case) -> Verdict:
        counted, features, species = seen["counted"], case["n_features"], case["n_species"]
        given = f"For {features:,} features and {species} species you count {counted!r}."
        if counted is None:
            return self.wrong("other", f"{given} Does the function return its result?")
        if isinstance(counted, bool | str | list | dict):
            return self.wrong("other", f"{given} That is no number.")
        if counted == (features + 1) * species:
            return self.right("Every weight, and one bias for each species.")
        if counted == features * species:
            return self.wrong("forgets_bias", f"{given} The layer adds something after it has multiplied.", 0.5)
        if counted == features * species + features:
            return self.wrong(
                "bias_per_feature", f"{given} Is a bias added to what goes in, or to what comes out?", 0.5
            )
        if counted == 1281 * 200:
            return self.wrong("hard_coded", f"{given} That is the course's own head; this case is another one.")
        if counted > (features + 1) * species:
            return self.wrong("counts_backbone", f"{given} That is too many: a frozen parameter does not change.")
        return self.wrong("other", f"{given} Draw a head with 2 features and 3 species, and count its arrows.")


EXERCISES = [BuildClassifier(), CountTrained()]
