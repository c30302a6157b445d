"""Exercises of lesson 05, other backbones: a classifier on a backbone of any of four families.

In Keras 3.15 `model(photos)`, without `training`, runs a base behind a Resizing layer in training mode: the default of
that layer's own `training` is handed on. So the probe says which mode it wants.
"""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.families import (
    EDGE,
    FAMILIES,
    expected_maps,
    name_of_form,
    photos_of,
    trained_parts,
    watched_base,
)
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]


class Swap(Exercise):
    """A classifier on a frozen backbone of whichever family: pixels, size and mode as that family needs them."""

    id = "05_swap_the_backbone.swap"
    points = 4
    cases = 1  # each case has all four families
    seconds = 45.0
    misconceptions = {
        "one_preprocessing": "Pixels that are right for one family are right for all.",
        "scales_efficientnet": "EfficientNetV2 wants scaled pixels as the others do.",
        "keeps_rgb": "Subtracting the mean is all that ResNet50's preprocessing does.",
        "wrong_family": "Families of the same time, or by the same makers, want the same pixels.",
        "zero_to_one": "0 to 1 is always safe.",
        "twice": "Preprocessing once more does no harm.",
        "wrong_size": "Photos come in the right size, or one size serves all backbones.",
        "cuts_or_pads": "A photo of another size is cut or padded until it fits.",
        "dropout_active": "What is frozen is repeatable; or `training=False`, said when building, holds during `fit`.",
        "trainable_base": "A borrowed backbone stays as it is by itself.",
        "all_frozen": "The whole classifier is frozen, the new head included.",
        "another_base": "A backbone of the same family is the same backbone.",
        "not_pooled": "Feature maps go to the head as they are.",
        "no_probabilities": "Scores are probabilities.",
        "hard_coded": "The number of species is the course's own.",
        "returns_nothing": "What a function has built comes back by itself.",
        "other": "Something else.",
    }

    def case(self, rng):
        names = [str(name) for name in rng.permutation(list(FAMILIES))]
        sizes = [int(side) for side in 8 * rng.choice(np.arange(2, 7), len(names), replace=False)]
        maps = int(rng.integers(3, 6))
        return {
            "names": names,
            "sizes": dict(zip(names, sizes, strict=True)),
            "n_species": int(rng.integers(4, 12)),
            "kernels": {name: rng.normal(0, 1, (3, maps)).astype(np.float32) for name in names},
            "branches": rng.normal(0, 0.7, (3, maps, maps)).astype(np.float32),
            "seed": int(rng.integers(1000)),
        }

    def probe(self, swap, case):
        return {name: self.probe_family(swap, name, case) for name in case["names"]}

    def probe_family(self, swap, name: str, case: dict) -> dict:
        """What a classifier of one family does with photos of three sizes, and with some of them in training mode."""
        keras = import_keras()
        base, arrived, left = watched_base(name, case)
        model = swap(name, base, case["sizes"][name], case["n_species"])
        if not isinstance(model, keras.Model):
            return {"type": type(model).__name__}
        passes = []
        for photos in photos_of(name, case):
            arrived.clear(), left.clear()
            try:
                scores = np.asarray(model(photos, training=False))  # as `predict` does; see above
            except Exception as error:  # Keras and TensorFlow have no common class of errors
                return {"refused": photos.shape[1], "error": " ".join(str(error).split())[:80]}
            size = list(arrived[-1].shape[1:3]) if arrived else None
            if size != [case["sizes"][name]] * 2:  # the rest may take long
                return {"passes": [*passes, {"scores": scores, "size": size}]}
            passes.append({"scores": scores, "size": size} | last_of(arrived, left))
        same_size = photos_of(name, case)[1]
        training = [(left.clear(), model(same_size, training=True), last_of(arrived, left))[2] for _ in range(2)]
        return {"passes": passes, "training": [seen.get("left") for seen in training]} | trained_parts(
            model, base, case
        )

    def judge(self, seen, case) -> Verdict:
        for look in (self.judge_outputs, self.judge_sizes, self.judge_base):
            for name in case["names"]:
                if verdict := look(name, seen[name], case):
                    return verdict
        forms = {name: name_of_form(name, seen[name]["passes"], case) for name in case["names"]}
        return self.judge_pixels(forms) or self.judge_modes(seen, case)

    def judge_outputs(self, name, seen, case) -> Verdict | None:
        """Whether a model came back that gives one probability for each species."""
        if "type" in seen:
            return self.wrong("returns_nothing", f"For {name} swap gave {seen['type']}, no keras.Model. Return it.")
        if "refused" in seen:
            size = case["sizes"][name]
            return self.wrong(
                "wrong_size",
                f"{name}: photos of {seen['refused']} px were refused ({seen['error']}…). Photos come in any size, the "
                f"base learned at {size} px. Where do they get their size?",
                0.25,
            )
        scores, n = seen["passes"][-1]["scores"], case["n_species"]
        if scores.ndim != 2:
            return self.wrong("not_pooled", f"{name}: the answer to each photo has the shape {scores.shape[1:]}.", 0.25)
        if scores.shape[1] != n:
            return self.wrong("hard_coded", f"{name}: for {n} species there are {scores.shape[1]} outputs.")
        sums = scores.sum(axis=1)
        if not np.allclose(sums, 1, atol=1e-3) or scores.min() < 0:
            told = f"{name}: the outputs of a photo add up to {sums[0]:.3g}, from {scores.min():.3g} up."
            return self.wrong(
                "no_probabilities", f"{told} One photo shows one species: what makes that of scores?", 0.5
            )
        return None

    def judge_sizes(self, name, seen, case) -> Verdict | None:
        """In which size, and how whole, the photos reach the base."""
        size = case["sizes"][name]
        if any(one["size"] is None for one in seen["passes"]):
            return self.wrong("another_base", f"{name}: photos went through the model and not through the base given.")
        for photos, one in zip(photos_of(name, case), seen["passes"], strict=False):
            height, width = one["size"]
            if [height, width] != [size, size]:
                return self.wrong(
                    "wrong_size",
                    f"{name}: photos of {photos.shape[1]} px reach the base as {height} x {width}, not {size}: "
                    "nothing complains, and everything looks larger or smaller than what it learned with.",
                    0.25,
                )
        for photos, one in zip(photos_of(name, case)[::2], seen["passes"][::2], strict=True):
            if not is_whole(one["arrived"]):
                return self.wrong(
                    "cuts_or_pads",
                    f"{name}: of a photo of {photos.shape[1]} px not all reaches the base, or more than the photo. "
                    "It should be made smaller or larger as a whole.",
                    0.5,
                )
        return None

    def judge_base(self, name, seen, case) -> Verdict | None:
        """Whether the base that was handed in is used as it was, frozen, under a head that learns."""
        one = seen["passes"][1]
        if "left" not in one or not np.allclose(one["left"], expected_maps(name, one["arrived"], case), atol=1e-2):
            return self.wrong("another_base", f"{name}: the maps are not those of the base that was handed in.")
        if seen["trained_in_base"]:
            told = f"{name}: {seen['trained_in_base']} weights of the base would be trained along with the head."
            return self.wrong("trainable_base", f"{told} Nobody froze it before you.", 0.5)
        if not seen["trained_outside"]:
            return self.wrong("all_frozen", f"{name}: nothing in this model is trained. What should learn?", 0.5)
        return None

    def judge_pixels(self, forms: dict[str, str]) -> Verdict | None:
        """In which form the pixels of each family reach its base."""
        right = {name: family.form for name, family in FAMILIES.items()}
        wrong = {name: form for name, form in forms.items() if form != right[name]}
        told = "Pixels reach " + ", ".join(f"{name} as {form}" for name, form in wrong.items()) + "."
        if not wrong:
            return None
        if "0 to 1" in wrong.values():
            return self.wrong("zero_to_one", f"{told} None of the four learned with that.")
        if "-1 to 1, twice" in wrong.values():
            return self.wrong("twice", f"{told} Who scales them the second time?", 0.25)
        if len(set(forms.values())) == 1:
            form = next(iter(forms.values()))
            return self.wrong("one_preprocessing", f"All four get pixels as {form}. Did all four learn with the same?")
        if wrong.get("resnet50") == "RGB minus a mean" and len(wrong) == 1:
            return self.wrong("keeps_rgb", f"{told} The mean is right. In which order did it learn the colours?", 0.5)
        if set(wrong) == {"efficientnet_v2b0"}:
            return self.wrong("scales_efficientnet", f"{told} Look at its first layers: what do they do?", 0.5)
        if "something else" in wrong.values():
            return self.wrong("other", f"{told} Work out by hand where 0 and 255 have to go.")
        return self.wrong("wrong_family", f"{told} That is right for another one of the four.", 0.25)

    def judge_modes(self, seen, case) -> Verdict:
        """Whether maps are averaged, and the same in training mode."""
        for name in case["names"]:
            photo, shuffled, flat = seen[name]["passes"][1]["scores"][:3]
            if not (np.allclose(photo, shuffled, atol=5e-3) and np.allclose(photo, flat, atol=5e-3)):
                told = f"{name}: photos whose maps have equal averages get different answers."
                return self.wrong("not_pooled", f"{told} What makes one number of each map?", 0.5)
        for name in case["names"]:
            first, second = seen[name]["training"]
            still = seen[name]["passes"][1]["left"]
            gap = max(np.abs(other - still).mean() for other in (first, second)) / np.abs(still).mean()
            if gap > 1e-3:
                return self.wrong(
                    "dropout_active",
                    f"{name}: in training mode, as in `fit`, the frozen base gives maps that are {gap:.0%} away from "
                    "those of inference, each time others. Some layers do not ask whether they are frozen, and the "
                    "mode of `fit` reaches them.",
                    0.5,
                )
        return self.right("Each family gets its own pixels in its own size, and says the same in training as in use.")


def last_of(arrived: list, left: list) -> dict:
    """The last pixels that arrived at a base, and the last maps that left it, where there are any."""
    return {name: kept[-1] for name, kept in (("arrived", arrived), ("left", left)) if kept}


def is_whole(arrived: np.ndarray) -> bool:
    """Whether photos of one colour are still of one colour, and a frame takes the share of the photo that it took."""
    plain, other, framed = arrived[0], arrived[1], arrived[2]
    spread = max(np.ptp(photo, axis=(0, 1)).max() for photo in (plain, other))
    step = other.mean(axis=(0, 1)) - plain.mean(axis=(0, 1))
    share = (framed.mean(axis=(0, 1)) - plain.mean(axis=(0, 1))) / step
    return bool(spread < 0.02 * np.abs(step).min() and np.abs(share - (1 - (1 - 2 * EDGE) ** 2)).max() < 0.12)


EXERCISES = [Swap()]
