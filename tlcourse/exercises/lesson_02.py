"""Exercises of lesson 02, what networks see: filters as pictures."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict

__all__ = ["EXERCISES"]

VISIBLE = 16  # filters in the first layer of the lesson's own backbone


class NormaliseFilter(Exercise):
    """Filters to the range 0 to 1, each on its own scale."""

    id = "02_what_networks_see.normalise_filter"
    points = 2
    misconceptions = {
        "returns_nothing": "What a function has computed comes back by itself.",
        "clips": "Weights outside of 0 to 1 can be cut off.",
        "keeps_negatives": "Dividing by the largest weight is enough.",
        "min_max_mixed_up": "After the smallest is subtracted, the largest is still what it was.",
        "global_range": "One smallest and one largest weight serve all filters.",
        "per_channel": "Each colour of a filter has a scale of its own.",
        "wrong_axes": "The first axis counts the filters, or any axis will do.",
        "zero_in_the_middle": "Zero has to be grey, whatever the smallest weight is.",
        "absolute": "Only the size of a weight counts.",
        "eight_bit": "Pictures go from 0 to 255, always.",
        "divides_by_zero": "No filter has equal weights all over.",
        "changes_weights": "The array is mine to overwrite.",
        "hard_coded": "There are as many filters as in the lesson's network.",
        "other": "Something else.",
    }

    def case(self, rng):
        side, n = int(rng.integers(3, 6)), int(rng.integers(VISIBLE + 2, VISIBLE + 12))
        filters = rng.normal(0, 0.4, (side, side, 3, n)) * rng.uniform(0.2, 3, n) + rng.normal(0, 0.3, (3, n))
        dead = int(rng.integers(1, VISIBLE))
        filters[..., dead] = rng.uniform(0.2, 0.6)
        return {"filters": filters.astype(np.float32), "dead": dead}

    def probe(self, normalise_filter, case):
        filters = case["filters"].copy()
        shown = normalise_filter(filters)
        return {"shown": None if shown is None else np.asarray(shown, np.float64), "filters": filters}

    def judge(self, seen, case) -> Verdict:
        shown, filters = seen["shown"], case["filters"].astype(np.float64)
        if shown is None:
            return self.wrong("returns_nothing", "normalise_filter gave None. Does it return its result?")
        if shown.shape != filters.shape:
            return self.wrong("other", f"Filters {filters.shape} came back as {shown.shape}. Keep their shape.")
        alive = np.arange(filters.shape[-1]) != case["dead"]
        name = self.name_of(shown[..., alive], filters[..., alive])
        if name:
            return self.wrong(*name)
        dead = shown[..., case["dead"]]
        if not (np.isfinite(dead).all() and dead.min() >= 0 and dead.max() <= 1):
            return self.wrong(
                "divides_by_zero",
                f"One filter has the same weight everywhere, and comes out as {np.ravel(dead)[0]:.3g}. "
                "What do you divide by there?",
                0.5,
            )
        if not np.array_equal(seen["filters"], case["filters"]):
            return self.wrong(
                "changes_weights",
                "The pictures are right, but the array that you were given has changed: those are the network's own "
                "weights, and it would now see with them.",
                0.5,
            )
        return self.right("Each filter fills the range from 0 to 1, on one scale for its three colours.")

    def name_of(self, shown, filters) -> tuple | None:
        """Misconception, message and share of the first wrong way that gives these pictures; None for the right one."""
        low, high = shown.min(axis=(0, 1, 2)), shown.max(axis=(0, 1, 2))
        told = f"Your pictures go from {np.nanmin(shown):.3g} to {np.nanmax(shown):.3g}"
        for name, wanted in wrong_pictures(filters):
            if np.allclose(shown, wanted, atol=1e-3 * max(1, np.abs(wanted).max())):
                return name, *self.message_of(name, told, low, high)
        if np.allclose(shown, stretched(filters, (0, 1, 2)), atol=2e-3):
            return None
        if np.allclose(shown[..., :12], stretched(filters, (0, 1, 2))[..., :12], atol=2e-3):
            n = filters.shape[-1] + 1
            return "hard_coded", f"The first filters are right and later ones are not: this network has {n} of them."
        if np.nanmin(shown) < -1e-3:
            return "keeps_negatives", f"{told}. Nothing can be drawn that is darker than 0.", 0.25
        return "other", f"{told}. In each filter the smallest weight should be 0 and the largest 1.", 0.0

    def message_of(self, name: str, told: str, low, high) -> tuple:
        """What to say of each wrong way, and its share of the points."""
        first = f"{told}, and filter 0 from {low[0]:.2f} to {high[0]:.2f}"
        return {
            "clips": (f"{told}, but many weights have become equal. Were they brought into range, or cut off?",),
            "keeps_negatives": (f"{told}. Nothing can be drawn that is darker than 0.", 0.25),
            "min_max_mixed_up": (f"{first}. After the smallest has gone, how large is the largest?", 0.25),
            "global_range": (f"{first}. Whose smallest and largest weight did it get? Each filter has its own.", 0.5),
            "per_channel": (
                f"{told}. But each colour was stretched by itself: a filter that is all red and one that is grey would "
                "look the same.",
                0.5,
            ),
            "wrong_axes": (f"{first}. Which axis counts the filters, and which ones belong to one filter?", 0.25),
            "zero_in_the_middle": (
                f"{first}. Zero became the middle: a fair picture, but here the smallest weight is to become 0.",
                0.5,
            ),
            "absolute": (f"{told}, but weights below zero look like weights above it. They do the opposite.",),
            "eight_bit": (f"{told}. The range asked for ends at 1.", 0.5),
        }[name]


def stretched(filters, axes):
    """Smallest to 0 and largest to 1 along some axes."""
    low, high = filters.min(axis=axes, keepdims=True), filters.max(axis=axes, keepdims=True)
    return (filters - low) / np.where(high > low, high - low, 1)


def wrong_pictures(filters) -> list:
    """(misconception, what it makes of the filters)."""
    own, all_axes = (0, 1, 2), (0, 1, 2, 3)
    found = [("clips", np.clip(filters + shift, 0, 1)) for shift in (0, 0.5)]
    found += [("clips", np.clip(filters / 2 + 0.5, 0, 1))]
    for axes in (own, all_axes):
        low, high = filters.min(axis=axes, keepdims=True), filters.max(axis=axes, keepdims=True)
        size = np.abs(filters).max(axis=axes, keepdims=True)
        found += [
            ("keeps_negatives", filters / high),
            ("keeps_negatives", filters / size),
            ("min_max_mixed_up", (filters - low) / high),
            ("min_max_mixed_up", (filters - low) / size),
            ("absolute", np.abs(filters) / size),
            ("absolute", stretched(np.abs(filters), axes)),
            ("zero_in_the_middle", 0.5 + 0.5 * filters / size),
        ]
    found += [("global_range", stretched(filters, all_axes)), ("per_channel", stretched(filters, (0, 1)))]
    found += [("wrong_axes", stretched(filters, axes)) for axes in ((1, 2, 3), 0, 1, 2, 3, (0, 1, 3), (2, 3))]
    return [*found, ("eight_bit", 255 * stretched(filters, own)), ("eight_bit", 255 * stretched(filters, all_axes))]


EXERCISES = [NormaliseFilter()]
