"""Exercises of lesson 07, trust and ship: is a network as often right as it is sure?"""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import as_plain, told

__all__ = ["EXERCISES"]


class Reliability(Exercise):
    """Mean confidence, accuracy and number of photos in bins of confidence."""

    id = "07_trust_and_ship.reliability"
    points = 3
    misconceptions = {
        "empty_as_zero": "Where there are no photos, the accuracy is zero.",
        "swapped": "Confidence and accuracy are interchangeable.",
        "drops_empty_bins": "A bin without photos is no bin.",
        "loses_the_certain": "A confidence of exactly 1 lies in no bin.",
        "bin_centres": "The confidence of a bin is its middle.",
        "confidence_of_the_label": "The confidence is the probability of the true species.",
        "every_probability": "Each probability of each species is an answer.",
        "share_of_all_photos": "The accuracy of a bin is its right answers among all photos.",
        "equal_numbers": "Bins hold equally many photos.",
        "counts_as_shares": "How many is a share.",
        "percent": "Accuracies are numbers from 0 to 100.",
        "returns_nothing": "What a function has computed comes back by itself.",
        "hard_coded": "There are ten bins.",
        "other": "Something else.",
    }

    def case(self, rng):
        bins, species = int(rng.choice([11, 12, 13, 14, 16, 17, 18])), int(rng.integers(3, 6))
        first = bins // species + 1  # below, no photo's largest probability can lie
        empty = rng.choice(np.arange(first + 1, bins - 1), 2, replace=False)
        used = np.setdiff1d(np.arange(first, bins), empty)
        places = np.concatenate([np.repeat(used, 9), rng.choice(used, 25)])
        off_centre = rng.uniform(0.1, 0.4, len(places)) * rng.choice([-1, 1])
        sure = np.append((places + 0.5 + off_centre) / bins, np.ones(6))
        rest = rng.uniform(0.9, 1.1, (len(sure), species - 1))
        rest *= ((1 - sure) / rest.sum(axis=1))[:, None]
        probabilities = rng.permuted(np.column_stack([sure, rest]), axis=1)
        winner, n = probabilities.argmax(axis=1), len(sure)
        wrong = rng.uniform(size=n) < 0.45
        labels = np.where(wrong, (winner + rng.integers(1, species, n)) % species, winner)
        order = rng.permutation(n)
        return {"probabilities": probabilities[order], "labels": labels[order], "n_bins": bins}

    def probe(self, reliability, case):
        given = reliability(case["probabilities"].copy(), case["labels"].copy(), case["n_bins"])
        if not isinstance(given, tuple | list) or len(given) != 3:
            return {"type": "nothing" if given is None else f"{type(given).__name__}, not three arrays"}
        return {"parts": [as_plain(part) for part in given]}

    def judge(self, seen, case) -> Verdict:
        if "type" in seen:
            return self.wrong(
                "returns_nothing", f"reliability gave {seen['type']}. Expected: confidence, accuracy, counts."
            )
        parts, bins = seen["parts"], case["n_bins"]
        right = binned(case)
        holding = right[2] > 0
        if any(not isinstance(part, np.ndarray) for part in parts):
            return self.wrong("other", f"Expected three arrays; there are {', '.join(map(told, parts))}.")
        if any(part.shape != (bins,) for part in parts):
            shapes = ", ".join(str(part.shape) for part in parts)
            if all(part.shape == (holding.sum(),) for part in parts):
                return self.wrong(
                    "drops_empty_bins",
                    f"{bins} bins were asked for, {holding.sum()} came back. Which bin does the third one describe?",
                    0.5,
                )
            return self.wrong("hard_coded", f"{bins} bins were asked for; your arrays have the shapes {shapes}.")
        return self.judge_bins([np.asarray(part, float) for part in parts], case, right, holding)

    def judge_bins(self, parts, case, right, holding) -> Verdict:
        """The photos in each bin first, then what is said about them."""
        name = next(
            (name for name, other in others(case).items() if same(parts, other, holding & (other[2] > 0))), None
        )
        confidence, accuracy, counts = parts
        differs = sum(abs(a - b) > 1e-5 for a, b in zip(parts, np.nan_to_num(right), strict=True)) > 0
        first = int((holding & differs).argmax() or holding.argmax())
        sure_of, share_right, n = (part[first] for part in right)
        seen = (
            f"Bin {first} (from 0) holds {n:g} photos, {sure_of:.3f} sure, {share_right:.2f} of them right; you say "
            f"{counts[first]:g}, {confidence[first]:.3f} and {accuracy[first]:.2f}."
        )
        if same(parts, right, holding):
            return self.judge_empty(confidence, accuracy, counts, holding)
        if name:
            share = 0.5 if name in ("swapped", "bin_centres", "percent", "counts_as_shares") else 0.0
            return self.wrong(name, f"{seen} {ASIDE[name]}", share)
        return self.wrong("other", f"{seen} Which photos are in that bin?")

    def judge_empty(self, confidence, accuracy, counts, holding) -> Verdict:
        """What is said about bins without photos."""
        if counts[~holding].any():
            told = f"{counts.sum():g} answers are counted, of {counts[holding].sum():g} photos."
            return self.wrong("every_probability", f"{told} {ASIDE['every_probability']}")
        if np.isnan(accuracy[~holding]).all() and np.isnan(confidence[~holding]).all():
            return self.right("Each photo in its bin, also the certain ones, and nothing is said where there are none.")
        if not np.nan_to_num(accuracy[~holding]).any() and not np.nan_to_num(confidence[~holding]).any():
            told = f"{(~holding).sum()} bins hold no photo, and you say 0 there"
            return self.wrong("empty_as_zero", f"{told}: never right and never sure. What do you know about them?", 0.5)
        return self.wrong("other", "The bins with photos are right; what do you say about those without any?", 0.5)


ASIDE = {
    "swapped": "Which of the three is which?",
    "loses_the_certain": "Some answers have a probability of exactly 1. Which bin are they in?",
    "bin_centres": "How sure were the photos that are in it?",
    "confidence_of_the_label": "In use, nobody knows the label. How sure is an answer, right or wrong?",
    "every_probability": "One photo, one answer: which of its probabilities is it sure of?",
    "share_of_all_photos": "Right answers among which photos?",
    "equal_numbers": "All bins are equally wide, from 0 to 1.",
    "counts_as_shares": "Asked for: how many photos.",
    "percent": "Accuracies in this course are fractions, 0 to 1.",
}


def binned(case, confidence=None, right=None, upper=None) -> list[np.ndarray]:
    """Confidence, accuracy and number of photos of each bin; NaN where there are none."""
    p, labels, bins = case["probabilities"], case["labels"], case["n_bins"]
    confidence = p.max(axis=1) if confidence is None else confidence
    right = p.argmax(axis=1) == labels if right is None else right
    place = np.minimum((confidence * bins).astype(int), bins - 1 if upper is None else upper)
    counts = np.bincount(place, minlength=bins)[:bins].astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = [np.bincount(place, values, bins)[:bins] / counts for values in (confidence, right.astype(float))]
    return [*means, counts]


def others(case) -> dict[str, list[np.ndarray]]:
    """What each misconception gives."""
    p, labels, bins = case["probabilities"], case["labels"], case["n_bins"]
    sure, accuracy, counts = binned(case)
    of_label = p[np.arange(len(labels)), labels]
    each = (np.arange(p.shape[1]) == labels[:, None]).ravel()
    return {
        "swapped": [accuracy, sure, counts],
        "loses_the_certain": binned(case, upper=bins),
        "bin_centres": [(np.arange(bins) + 0.5) / bins, accuracy, counts],
        "confidence_of_the_label": binned(case, of_label),
        "every_probability": binned(case, p.ravel(), each),
        "share_of_all_photos": [sure, accuracy * counts / len(labels), counts],
        "equal_numbers": equal_bins(case),
        "counts_as_shares": [sure, accuracy, counts / len(labels)],
        "percent": [100 * sure, 100 * accuracy, counts],
    }


def equal_bins(case) -> list[np.ndarray]:
    """Bins that hold about equally many photos."""
    p, bins = case["probabilities"], case["n_bins"]
    sure, right = p.max(axis=1), p.argmax(axis=1) == case["labels"]
    edges = np.quantile(sure, np.linspace(0, 1, bins + 1))
    place = np.clip(np.searchsorted(edges, sure, side="right") - 1, 0, bins - 1)
    counts = np.maximum(np.bincount(place, minlength=bins), 1)
    return [np.bincount(place, v, bins) / counts for v in (sure, right.astype(float))] + [counts.astype(float)]


def same(one, other, where) -> bool:
    """Whether three arrays agree on the bins that hold photos."""
    return all(np.allclose(a[where], b[where], rtol=0, atol=1e-5) for a, b in zip(one, other, strict=True))


EXERCISES = [Reliability()]
