"""Exercises of lesson 06, when it helps: where two curves with error bars cross."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import as_plain, told
from tlcourse.intervals import interval_of_mean

__all__ = ["EXERCISES"]


class Crossover(Exercise):
    """Between which two sizes the challenger overtakes, given error bars."""

    id = "06_when_it_helps.crossover"
    points = 3
    misconceptions = {
        "ignores_bars": "Where the means cross, the curves cross.",
        "other_bars": "Any bars will do: a deviation, lowest and highest, those of one curve, those of the difference.",
        "overlap_is_overtaking": "Where bars overlap, one has overtaken the other.",
        "wrong_ends": "The first size behind, or the last one ahead, says where the crossing is.",
        "swapped": "It does not matter who leads, or which of two sizes is named first.",
        "indices": "The place in the list is the size.",
        "one_number": "Two curves meet at a point.",
        "always_crosses": "Two curves cross somewhere.",
        "other": "Something else.",
    }

    def case(self, rng):
        middle = rng.choice([-0.3, 0.3])
        gaps = {
            "crosses": [-4, -2.5, -1.3, middle, 1.3, 2.5, 4],
            "never": [-4, -3, -2.2, -1.3],
            "from_the_start": [2.4, 3, 4],
            "neither": [-1.2, -0.4, 0.5],
        }
        return {name: draw_curves(rng, np.array(row, float)) for name, row in gaps.items()}

    def probe(self, crossover, case):
        seen = {}
        for name, curves in case.items():
            given = crossover(list(curves["sizes"]), curves["leader"].copy(), curves["challenger"].copy())
            is_pair = isinstance(given, list | tuple) or (isinstance(given, np.ndarray) and given.ndim == 1)
            seen[name] = {"pair": [as_plain(item) for item in given]} if is_pair else {"single": as_plain(given)}
        return seen

    def judge(self, seen, case) -> Verdict:
        if "single" in seen["crosses"]:
            given = seen["crosses"]["single"]
            if isinstance(given, int | float):
                return self.wrong("one_number", f"You give {told(given)}. How sure is that, with bars so wide?")
            return self.wrong("other", f"crossover gave {told(given)}; expected a pair of sizes.")
        sizes, given = case["crosses"]["sizes"], pair_in(seen["crosses"])
        name = next((name for name, pairs in answers_of(case["crosses"]).items() if given in pairs), "other")
        if name != "right":
            spoken = f"For sizes {sizes} you give {given}."
            return self.wrong(name, f"{spoken} {CROSSINGS[name]}", 0.25 if name == "other_bars" else 0.0)
        for situation, described in SITUATIONS.items():
            given = pair_in(seen[situation])
            if given != right_pair(case[situation]):
                return self.wrong(
                    "always_crosses", f"Right where the curves cross. {described}; you give {given}.", 0.5
                )
        return self.right(
            "The crossing lies between two sizes, as far apart as the bars make them, or is not in sight."
        )


CROSSINGS = {
    "ignores_bars": "That is where the means cross. Do the bars agree that these two sizes are settled?",
    "other_bars": "Those bars are shorter than the 95 % intervals of both curves. What does `interval_of_mean` take?",
    "overlap_is_overtaking": "At one of the two the bars overlap. Is the challenger above there, or only not below?",
    "wrong_ends": "Settled at both sizes, yes. Are these the two that lie next to the crossing?",
    "swapped": "Who is behind where photos are few, and which of the two sizes comes first?",
    "indices": "Those are places in the list. Which sizes stand there?",
    "other": "Take one size at a time: both intervals, and whether one lies wholly above the other.",
}
SITUATIONS = {
    "never": "In another case the challenger is never measurably ahead, so the second is None",
    "from_the_start": "In another case the challenger leads from the first size on, so the first is None",
    "neither": "In another case the bars overlap at every size, so both are None",
}


def pair_in(observed: dict) -> list:
    """The two items of an observed answer; NaN stands for None, as in an array."""
    items = observed.get("pair", [observed.get("single")])
    return [None if isinstance(item, float) and np.isnan(item) else item for item in items]


def draw_curves(rng: np.random.Generator, gaps: np.ndarray) -> dict:
    """Two curves of four seeds; `gaps` is how far the challenger is ahead at each size, in sums of two deviations.

    With four seeds a 95 % interval reaches 1.59 deviations to each side: a gap of 1.3 is within the intervals, and
    outside of most other bars. The seeds' luck is similar in both curves, as it is when they share their photos.
    """
    pattern = np.array([-1.2, -0.3, 0.3, 1.2])
    pattern /= pattern.std(ddof=1)
    orders = [rng.permutation(4) for _ in gaps]
    spread = rng.uniform(0.009, 0.011, (2, len(gaps)))
    luck = [np.stack([noise[order] for order in orders], axis=1) for noise in (pattern, pattern[[1, 0, 3, 2]])]
    base = 0.3 + 0.3 * np.arange(len(gaps)) / len(gaps)
    leader = base + luck[0] * spread[0]
    challenger = base + gaps * spread.sum(axis=0) + luck[1] * spread[1]
    return {"sizes": np.cumsum(rng.integers(8, 20, len(gaps))).tolist(), "leader": leader, "challenger": challenger}


def verdicts(curves: dict) -> tuple[np.ndarray, np.ndarray]:
    """At which places the challenger is measurably behind, and at which measurably ahead."""
    leader, challenger = (
        np.array([interval_of_mean(column) for column in curves[name].T]) for name in ("leader", "challenger")
    )
    return np.flatnonzero(challenger[:, 1] < leader[:, 0]), np.flatnonzero(challenger[:, 0] > leader[:, 1])


def right_pair(curves: dict) -> list:
    """The last size behind and the first size ahead, None where there is none."""
    behind, ahead = verdicts(curves)
    sizes = curves["sizes"]
    return [sizes[behind[-1]] if len(behind) else None, sizes[ahead[0]] if len(ahead) else None]


def answers_of(curves: dict) -> dict[str, list[list]]:
    """The pairs that each belief leads to, where the curves cross; the right one first."""
    sizes = curves["sizes"]
    behind, ahead = verdicts(curves)
    last, first, end = int(behind[-1]), int(ahead[0]), len(sizes) - 1
    cross = int(np.flatnonzero((curves["challenger"] - curves["leader"]).mean(axis=0) > 0)[0])
    places = {
        "right": [(last, first)],
        "ignores_bars": [(cross - 1, cross)],
        "other_bars": [(last + 1, first - 1)],
        "overlap_is_overtaking": [(last, last + 1), (first - 1, first)],
        "wrong_ends": [(0, end), (0, first), (last, end)],
        "swapped": [(end, 0), (first, last)],
    }
    found = {name: [[sizes[i] for i in pair] for pair in pairs] for name, pairs in places.items()}
    return {**found, "indices": [[last, first]]}


EXERCISES = [Crossover()]
