"""Exercises of lesson 01, from scratch: what becomes of the photos before a network sees them."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import as_plain, told

__all__ = ["EXERCISES"]

EPOCHS = 16


class Augment(Exercise):
    """Each photo mirrored left to right with chance one half, anew each time, and in training only."""

    id = "01_from_scratch.augment"
    points = 3
    cases = 1
    misconceptions = {
        "augments_test": "Test photos are augmented, too (or only they: `training` read the wrong way round).",
        "augments_once": "One augmented version serves all epochs (a fixed seed and a kept copy look the same).",
        "one_coin_for_all": "One toss decides for the whole batch.",
        "never_changes": "Nothing has to be left to chance, and nothing changes.",
        "always_flips": "A mirrored photo takes the place of the photo.",
        "upside_down": "The first axis of a photo runs from left to right.",
        "swaps_colours": "The last axis of a photo runs from left to right.",
        "shifts_labels": "Photos may change places while their labels stay.",
        "makes_more_photos": "Augmentation makes a larger photo set.",
        "forgets_labels": "Labels have nothing to do with it.",
        "changes_the_originals": "The photos may be mirrored where they are.",
        "other": "Something else.",
    }

    def case(self, rng):
        images = rng.integers(0, 256, (24, 6, 5, 3)).astype(np.uint8)
        return {"images": images, "labels": rng.integers(0, 7, 24), "seed": int(rng.integers(2**31))}

    def probe(self, augment, case):
        rng, epochs, after = np.random.default_rng(case["seed"]), [], []
        for training in [True] * EPOCHS + [False]:
            images = case["images"].copy()
            given = augment(images, case["labels"].copy(), rng, training)
            parts = list(given) if isinstance(given, list | tuple) else [given]
            epochs.append([as_plain(part) for part in parts[:3]])
            after.append(images)
        return {"epochs": epochs, "changed": float(np.mean([image != case["images"] for image in after]))}

    def judge(self, seen, case) -> Verdict:
        images, labels = case["images"], case["labels"]
        for parts in seen["epochs"]:
            if wrong := self.judge_parts(parts, images, labels):
                return wrong
        *training, test = seen["epochs"]
        if seen["changed"]:
            message = f"{seen['changed']:.0%} of the pixels that you were given are now others."
            return self.wrong("changes_the_originals", f"{message} What will the next epoch start from?", 0.3)
        if moved := int(mirrored(test[0], images).sum()):
            message = (
                f"With training=False {moved} of {len(images)} photos came out changed. What is a test to measure?"
            )
            return self.wrong("augments_test", message, 0.3)
        return self.judge_chance(np.stack([mirrored(parts[0], images) for parts in training]))

    def judge_parts(self, parts, images, labels) -> Verdict | None:
        """Whether each photo that came out is one that went in, or its mirror image, with its own label."""
        if len(parts) != 2:
            message = f"{len(parts)} came back, first {told(parts[0])}. Wanted are two: photos and their labels."
            return self.wrong("forgets_labels", message)
        given, given_labels = parts
        if not isinstance(given, np.ndarray) or given.ndim != 4 or given.shape[1:] != images.shape[1:]:
            return self.wrong("other", f"Photos of shape {images.shape} came out as {told(given)}.")
        if len(given) != len(images):
            message = f"{len(images)} photos went in, {len(given)} came out. Where else could variety come from?"
            return self.wrong("makes_more_photos", message)
        if not isinstance(given_labels, np.ndarray) or given_labels.shape != labels.shape:
            return self.wrong("other", f"Labels of shape {labels.shape} came out as {told(given_labels)}.")
        source = find_photos(given, images)
        if np.any(source < 0):
            return self.judge_strangers(given[source < 0], images)
        strays = np.sum(labels[source] != given_labels)
        if strays or len(set(source.tolist())) < len(images):
            moved = int(np.sum(source != np.arange(len(images))))
            message = (
                f"{moved} of {len(images)} photos stand in another place, and {strays} labels are no longer theirs."
            )
            return self.wrong("shifts_labels", f"{message} What does the first axis of a batch count?")
        return None

    def judge_strangers(self, strangers, images) -> Verdict:
        """Judge photos that are neither one of the photos nor a mirror image."""
        given = f"{len(strangers)} of {len(images)} photos are neither the photo nor its mirror image"
        if np.all(find_photos(strangers, images[:, ::-1]) >= 0):
            return self.wrong("upside_down", f"{given}: they are upside down. Which axis did you turn?", 0.3)
        if np.all(find_photos(strangers, images[..., ::-1]) >= 0):
            return self.wrong("swaps_colours", f"{given}: red and blue changed places. Which axis is that?", 0.3)
        return self.wrong("other", f"{given}; their pixels go from {strangers.min():.3g} to {strangers.max():.3g}.")

    def judge_chance(self, flipped: np.ndarray) -> Verdict:
        """Judge which photos were mirrored: bool (epochs, photos)."""
        epochs, photos = flipped.shape
        share, by_epoch = flipped.mean(), flipped.mean(axis=1)
        given = f"In {epochs} epochs of {photos} photos, {share:.0%} were mirrored"
        if share == 0:
            return self.wrong("never_changes", f"{given}, with training=True. Where does chance come in?")
        if share == 1:
            return self.wrong("always_flips", f"{given}. Now the network never sees the photo as it is.", 0.3)
        if np.all((by_epoch == 0) | (by_epoch == 1)):
            return self.wrong("one_coin_for_all", f"{given}: each time all, or none. How many coins are tossed?", 0.5)
        if np.all(flipped == flipped[0]):
            message = f"{given}: the same ones each time. The network sees {photos} photos, however long it trains."
            return self.wrong("augments_once", message, 0.3)
        if not 0.3 < share < 0.7:
            return self.wrong("other", f"{given}. With a chance of one half it would be about every second.", 0.5)
        return self.right(f"{given}, others each time; the test photos stayed as they are.")


def find_photos(given: np.ndarray, images: np.ndarray) -> np.ndarray:
    """For each photo the index of the one that it, or its mirror image, equals; -1 if there is none."""
    both = np.stack([images, images[:, :, ::-1]])
    same = np.all(given[:, None, None] == both[None], axis=(3, 4, 5)).any(axis=1)
    return np.where(same.any(axis=1), same.argmax(axis=1), -1)


def mirrored(given: np.ndarray, images: np.ndarray) -> np.ndarray:
    """Which of the photos, bool (n,), came out as mirror images, wherever they now stand."""
    source = find_photos(given, images)
    flipped = np.zeros(len(images), bool)
    flipped[source] = np.any(given != images[source], axis=(1, 2, 3))
    return flipped


class GroupedSplit(Exercise):
    """Training and test photos without a common night."""

    id = "01_from_scratch.grouped_split"
    points = 3
    misconceptions = {
        "splits_photos": "Photos are independent of each other, any of them may be tested on.",
        "splits_species": "Whole species belong on one side.",
        "loses_photos": "Some photos may be left out.",
        "photo_twice": "A photo may be trained on and tested on.",
        "sides_swapped": "`fraction` is the share to train on.",
        "wrong_share": "Any number of nights will do.",
        "gives_nights": "The nights are asked for, not the photos.",
        "hard_coded": "There are as many photos as in the lesson.",
        "other": "Something else.",
    }

    def case(self, rng):
        sizes = rng.integers(5, 8, 20)
        names = [f"{rng.choice(list('ABCDEF'))}. 2021-0{5 + i // 10}-{10 + i % 10}" for i in range(20)]
        nights, order = np.repeat(np.arange(20), sizes), rng.permutation(sizes.sum())
        labels = rng.permutation(np.arange(sizes.sum()) % 8)
        case = {"nights": [names[i] for i in nights[order]], "labels": labels[order]}
        return {**case, "fraction": float(rng.choice([0.2, 0.25, 0.3])), "seed": int(rng.integers(1000))}

    def probe(self, grouped_split, case):
        given = grouped_split(case["labels"].copy(), list(case["nights"]), case["fraction"], case["seed"])
        parts = list(given) if isinstance(given, list | tuple) else [given]
        return {"parts": [as_plain(part) for part in parts[:3]]}

    def judge(self, seen, case) -> Verdict:
        n = len(case["nights"])
        parts = [as_indices(part, n) for part in seen["parts"]]
        given = f"For {n} photos you give {' and '.join(map(told, seen['parts']))}."
        if any(isinstance(part, dict) and part["type"] == "text" for part in seen["parts"]):
            return self.wrong(
                "gives_nights", f"{given} Wanted are the places of photos, as integers. Which are theirs?", 0.3
            )
        if len(parts) != 2 or any(part is None for part in parts):
            return self.wrong("other", f"{given} Wanted are two arrays: the places to train on, and those to test on.")
        train, test = parts
        both = np.concatenate(parts)
        if np.any((both < 0) | (both >= n)):
            return self.wrong("hard_coded", f"{given} Their places go up to {both.max()}. Is a number written in?")
        if shared := len(np.intersect1d(train, test)):
            return self.wrong("photo_twice", f"{given} {shared} of the photos are on both sides.")
        if lost := n - len(np.unique(both)):
            return self.wrong("loses_photos", f"{given} {lost} of the photos are on neither side.", 0.3)
        return self.judge_nights(train, test, case)

    def judge_nights(self, train, test, case) -> Verdict:
        """Judge two sides that share no photo."""
        nights, labels, fraction = np.array(case["nights"]), case["labels"], case["fraction"]
        crossing = np.intersect1d(nights[train], nights[test])
        if len(crossing) and not len(np.intersect1d(labels[train], labels[test])):
            message = (
                f"None of the {len(set(labels[test]))} species in the test was trained on. Who could recognise them?"
            )
            return self.wrong("splits_species", message)
        if len(crossing):
            message = f"{len(crossing)} of {len(set(nights))} nights have photos on both sides, first {crossing[0]}."
            return self.wrong("splits_photos", f"{message} What has to stay together?")
        share = len(test) / len(nights)
        given = f"No night is on both sides. {share:.0%} of the photos are tested on; fraction is {fraction:.0%}"
        if fraction / 2 < share < 1.5 * fraction + 0.02:
            return self.right(f"{given}.")
        if abs(1 - share - fraction) < fraction / 2:
            return self.wrong("sides_swapped", f"{given}. Which side does it speak of?", 0.5)
        return self.wrong("wrong_share", f"{given}. How many nights make up that share?", 0.5)


def as_indices(part, n: int) -> np.ndarray | None:
    """The places that an observed array of integers, or a mask of n values, means; None for anything else."""
    if not isinstance(part, np.ndarray) or part.ndim != 1 or part.dtype.kind not in "biu":
        return None
    return np.flatnonzero(part) if part.dtype == bool and len(part) == n else part.astype(int)


EXERCISES = [Augment(), GroupedSplit()]
