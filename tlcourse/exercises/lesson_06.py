"""Exercises of lesson 06, when it helps: a curve over the number of photos."""

from itertools import chain, pairwise

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import as_plain, told

__all__ = ["EXERCISES"]


class LearningCurve(Exercise):
    """Accuracy by number of photos and seed, on nested subsets and one test set."""

    id = "06_when_it_helps.learning_curve"
    points = 4
    misconceptions = {
        "trains_on_test": "All photos may be drawn to train on.",
        "tests_on_training": "Photos that were trained on can be tested on.",
        "tests_on_rest": "What is not trained on is there to be tested on, so the test set may shrink.",
        "other_test_set": "Any test photos will do; each point may have its own.",
        "part_of_test": "Some of the test photos are enough, if they are the same ones.",
        "with_replacement": "Drawing k photos gives k different ones.",
        "not_per_species": "k photos a species is the same as so many photos in all.",
        "same_for_each_seed": "A seed changes the training; the photos stay.",
        "unseeded": "A random draw need not be one that can be drawn again.",
        "not_nested": "Every size may draw its photos anew.",
        "only_means": "The mean over the seeds says it all.",
        "transposed": "Which axis is which does not matter.",
        "other": "Something else.",
    }

    def case(self, rng):
        n_species = int(rng.integers(3, 6))
        n_train, n_test = rng.integers(12, 18, n_species), rng.integers(3, 7, n_species)
        labels = np.repeat(np.tile(np.arange(n_species), 2), np.concatenate([n_train, n_test]))
        is_test = np.repeat([False, True], [n_train.sum(), n_test.sum()])
        order = rng.permutation(len(labels))
        sizes = [1, int(rng.integers(2, 4)), int(rng.integers(4, 6)), 6]
        seeds = [int(seed) for seed in rng.choice(np.arange(10, 99), 3, replace=False)]
        return {"labels": labels[order], "is_test": is_test[order], "sizes": sizes, "seeds": seeds}

    def probe(self, learning_curve, case):
        seen = {}
        for name, seeds in (("first", case["seeds"]), ("again", case["seeds"][::-1])):
            calls = []
            arrays = case["labels"].copy(), case["is_test"].copy()
            result = learning_curve(*arrays, list(case["sizes"]), list(seeds), recorder(calls))
            seen[name] = {"calls": calls, "result": as_plain(result)}
        return seen

    def judge(self, seen, case) -> Verdict:
        result, calls = seen["first"]["result"], seen["first"]["calls"]
        shape = (len(case["seeds"]), len(case["sizes"]))
        if not isinstance(result, np.ndarray) or result.shape not in (shape, shape[::-1], shape[1:]):
            told_shape = f"expected an array of shape {shape}: a row for each seed, a column for each size"
            return self.wrong("other", f"learning_curve gave {told(result)}; {told_shape}.")
        if result.shape == shape[1:]:
            return self.wrong("only_means", f"One number a size. What tells how far {shape[0]} seeds lie apart?", 0.25)
        transposed = result.shape == shape[::-1]
        used = calls_of(result.T if transposed else result, calls)
        if used is None:
            return self.wrong("other", "At least one number in the array is none that `measure` has given.")
        for judged in (judge_tests(used, case), judge_trainings(used, case)):
            if judged is not None:
                return self.wrong(*judged)
        again = seen["again"]["result"]
        used_again = calls_of(again.T if transposed else again, seen["again"]["calls"])
        if used_again is None or not same_rows(used, used_again[::-1]):
            return self.wrong(
                "unseeded", "Called twice with the same seeds, it drew other photos. Who decides what is drawn?", 0.5
            )
        if transposed:
            return self.wrong(
                "transposed", f"All measured right, in shape {result.shape}; a row for each seed was asked for.", 0.75
            )
        return self.right("Nested subsets, new ones for each seed, and every point on the same test photos.")


def recorder(calls: list):
    """A `measure` that writes down what it is asked, and gives each call a number of its own."""

    def measure(train_rows, test_rows):
        calls.append([as_rows(train_rows), as_rows(test_rows)])
        return 0.05 + 0.9 * len(calls) / 1000

    return measure


def as_rows(rows) -> np.ndarray:
    """Row numbers, from numbers or from a mask."""
    rows = np.asarray(rows)
    return np.flatnonzero(rows) if rows.dtype == bool else rows.astype(int).ravel()


def calls_of(result: np.ndarray, calls: list) -> list[list] | None:
    """For each seed and size the call that gave the number there; None where a number comes from no call."""
    numbers = 0.05 + 0.9 * np.arange(1, len(calls) + 1) / 1000
    if not calls:
        return None
    nearest = np.abs(result[..., None] - numbers).argmin(axis=-1)
    if not np.allclose(numbers[nearest], result, rtol=0, atol=1e-5):
        return None
    return [[calls[i] for i in row] for row in nearest]


def same_rows(used: list[list], again: list[list]) -> bool:
    """Whether the same photos were trained on, at every seed and size."""
    pairs = zip(chain(*used), chain(*again), strict=True)
    return all(set(one[0].tolist()) == set(other[0].tolist()) for one, other in pairs)


def judge_tests(used: list[list], case: dict) -> tuple | None:
    """What is wrong with the photos that were tested on, if anything."""
    everything, test = set(range(len(case["labels"]))), set(np.flatnonzero(case["is_test"]).tolist())
    points = [(set(train.tolist()), set(tested.tolist())) for train, tested in chain(*used)]
    sizes = [len(tested) for _, tested in points]
    if any(trained & test for trained, _ in points):
        return "trains_on_test", "Among the photos trained on are some with `is_test` set. Which may be drawn?"
    if all(tested == test for _, tested in points):
        return None
    if any(trained & tested for trained, tested in points):
        return "tests_on_training", "Some photos were trained on and tested on by the same network."
    if all(tested in (everything - trained, everything - test - trained) for trained, tested in points):
        between = f"between {min(sizes)} and {max(sizes)} photos"
        return "tests_on_rest", f"Tested on {between}: whatever was left over. Is the curve's last point comparable?"
    if len({frozenset(tested) for _, tested in points}) > 1:
        return "other_test_set", "The test photos change from point to point. Did the network get better, or the exam?"
    return "part_of_test", f"{sizes[0]} of {len(test)} test photos were used. Fewer photos, wider bars.", 0.5


def judge_trainings(used: list[list], case: dict) -> tuple | None:
    """What is wrong with the photos that were trained on, if anything."""
    labels, n_species = case["labels"], int(case["labels"].max()) + 1
    for row in used:
        for k, (trained, _) in zip(case["sizes"], row, strict=True):
            counts = np.bincount(labels[trained], minlength=n_species)
            if len(set(trained.tolist())) < len(trained):
                return "with_replacement", f"For {k} a species some photos were drawn twice: fewer than they look."
            if set(counts.tolist()) != {k}:
                return "not_per_species", f"For {k} a species, the species got {counts.tolist()} photos.", 0.25
    sets = [[set(trained.tolist()) for trained, _ in row] for row in used]
    if any(one == other for i, one in enumerate(sets) for other in sets[:i]):
        return (
            "same_for_each_seed",
            "Two seeds trained on the very same photos: bars that cannot show luck of the draw.",
        )
    if not all(smaller <= larger for row in sets for smaller, larger in pairwise(row)):
        return "not_nested", "With one seed, the photos of a smaller size are not all among those of a larger one.", 0.5
    return None


EXERCISES = [LearningCurve()]
