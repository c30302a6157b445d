"""Exercises of lesson 08, your own photos: a split that leaks nothing, and what costs nothing to get right."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import as_plain, is_number, told

__all__ = ["EXERCISES"]

NAMES = ("training", "validation", "test")


class SplitByGroup(Exercise):
    """Training, validation and test photos; groups and photos that show the same picture stay together."""

    id = "08_your_own_photos.split_by_group"
    points = 4
    misconceptions = {
        "splits_photos": "Photos are independent of each other.",
        "ignores_twins": "Groups are enough; a copy of a photo is a photo of its own group.",
        "moves_only_the_photo": "A photo that has a twin may leave its own group to join the twin's.",
        "breaks_chains": "If A belongs to B and B to C, A and C may still be parted.",
        "unknown_is_a_group": "Photos of unknown origin were all taken together.",
        "photo_twice": "A photo may stand in two parts.",
        "loses_photos": "What is hard to place may be left out.",
        "two_parts": "Training and test photos are enough.",
        "wrong_shares": "Any sizes will do.",
        "other": "Something else.",
    }

    def case(self, rng):
        groups = [f"{rng.choice(list('KLMNP'))}{i:02d}" for i in range(66) for _ in range(int(rng.integers(2, 5)))]
        lone = len(groups)
        groups += [""] * 60
        first = [groups.index(name) for name in dict.fromkeys(groups[:lone])]
        # 14 pairs of groups, then 8 chains of three groups, each linked by photos of the middle one; then lone photos.
        pairs = [[first[2 * i] + 1, first[2 * i + 1] + 1] for i in range(14)]
        chains = [first[28 + 3 * i : 31 + 3 * i] for i in range(8)]
        links = [link for a, b, c in chains for link in ([b, a], [b + 1, c])]
        alone = [[lone + 2 * i, lone + 2 * i + 1] for i in range(6)]
        order = rng.permutation(len(groups))
        place = np.argsort(order)
        twins = [[int(place[i]), int(place[j])] for i, j in pairs + links + alone]
        rng.shuffle(twins)
        return {"groups": [groups[i] for i in order], "twins": twins, "seed": int(rng.integers(1000))}

    def probe(self, split_by_group, case):
        given = split_by_group(list(case["groups"]), [tuple(pair) for pair in case["twins"]], case["seed"])
        parts = list(given) if isinstance(given, list | tuple) else [given]
        return {"parts": [as_plain(part) for part in parts[:4]]}

    def judge(self, seen, case) -> Verdict:
        n = len(case["groups"])
        parts = [as_places(part, n) for part in seen["parts"]]
        given = f"For {n} photos you give {', '.join(map(told, seen['parts']))}."
        if len(parts) == 2 and all(part is not None for part in parts):
            return self.wrong(
                "two_parts", f"{given} By what will you choose, if the test photos are for the end?", 0.25
            )
        if len(parts) != 3 or any(part is None or np.any((part < 0) | (part >= n)) for part in parts):
            return self.wrong("other", f"{given} Wanted are three arrays of places, from 0 to {n - 1}.")
        for i, j in ((0, 1), (0, 2), (1, 2)):
            if shared := len(np.intersect1d(parts[i], parts[j])):
                told_names = f"{NAMES[i]} and {NAMES[j]} photos"
                return self.wrong("photo_twice", f"{shared} photos are among {told_names}. Each has one place.")
        if lost := n - len(np.unique(np.concatenate(parts))):
            return self.wrong("loses_photos", f"{lost} of {n} photos are in none of the three parts.", 0.25)
        side = np.empty(n, int)
        for number, part in enumerate(parts):
            side[part] = number
        return self.judge_groups(side, case) or self.judge_twins(side, case) or self.judge_shares(side, case)

    def judge_groups(self, side, case) -> Verdict | None:
        """Whether each group is whole, and whether photos without one are free."""
        members = members_of(case["groups"])
        parted = {name for name, photos in members.items() if len(set(side[photos])) > 1}
        linked = {case["groups"][i] for pair in case["twins"] for i in pair}
        if parted - linked:
            message = f"{len(parted)} of {len(members)} groups have photos in more than one part"
            return self.wrong("splits_photos", f"{message}, first {min(parted - linked)}. What do you draw by lot?")
        if parted:
            message = f"{len(parted)} groups are parted, and each of them holds a photo with a twin"
            return self.wrong("moves_only_the_photo", f"{message}. Who else has to come along when it moves?", 0.5)
        paired = {i for pair in case["twins"] for i in pair}
        lone = [i for i, name in enumerate(case["groups"]) if not name and i not in paired]
        if len(set(side[lone])) == 1:
            where = NAMES[side[lone[0]]]
            message = (
                f"All {len(lone)} photos without a group and without a twin are {where} photos. Are they one group?"
            )
            return self.wrong("unknown_is_a_group", message, 0.5)
        return None

    def judge_twins(self, side, case) -> Verdict | None:
        """Whether photos of the same picture are together, also by way of others."""
        parted = [pair for pair in case["twins"] if side[pair[0]] != side[pair[1]]]
        if not parted:
            return None
        links = [{case["groups"][i] or str(i) for i in pair} for pair in case["twins"]]
        chained = {name for k, link in enumerate(links) for other in links[:k] for name in link & other}
        told_pair = f"{len(parted)} of {len(case['twins'])} twins are in different parts"
        simple = [pair for pair in parted if not {case["groups"][i] or str(i) for i in pair} & chained]
        if simple:
            i, j = simple[0]
            return self.wrong(
                "ignores_twins", f"{told_pair}, first photos {i} and {j}: one picture, in two parts.", 0.5
            )
        message = f"{told_pair}, all of them where one group has twins in two others. Does a link carry on?"
        return self.wrong("breaks_chains", message, 0.5)

    def judge_shares(self, side, case) -> Verdict:
        """Whether about 60, 20 and 20 % of the photos are in the parts."""
        shares = np.bincount(side, minlength=3) / len(side)
        sizes = "/".join(f"{share:.0%}" for share in shares)
        if 0.45 <= shares[0] <= 0.75 and 0.08 <= shares[1:].min() and shares[1:].max() <= 0.34:
            return self.right(f"Nothing that belongs together is parted; {sizes} of the photos.")
        message = f"Nothing is parted, and the sizes are {sizes}. Asked for were about 60/20/20. In which order?"
        return self.wrong("wrong_shares", message, 0.5)


def as_places(part, n: int) -> np.ndarray | None:
    """The places that an observed array of integers, or a mask of n values, means; None for anything else."""
    if not isinstance(part, np.ndarray) or part.ndim != 1 or (part.dtype.kind not in "biu" and len(part)):
        return None
    return np.flatnonzero(part) if part.dtype == bool and len(part) == n else part.astype(int)


def members_of(groups: list[str]) -> dict[str, list[int]]:
    """The photos of each group that has a name."""
    members: dict[str, list[int]] = {}
    for i, name in enumerate(groups):
        if name:
            members.setdefault(name, []).append(i)
    return members


class Baseline(Exercise):
    """Accuracy on test photos of always naming the class that is most frequent in training."""

    id = "08_your_own_photos.baseline"
    points = 2
    misconceptions = {
        "one_over_classes": "All classes are equally frequent.",
        "peeks": "The most frequent class may be looked up in the test photos.",
        "training_share": "How frequent a class is in training is how often it is right in the test.",
        "by_dice": "Guessing in proportion to the frequencies is the best that one can do without looking.",
        "names_the_class": "The class is the answer.",
        "percent": "An accuracy is a number from 0 to 100.",
        "other": "Something else.",
    }

    def case(self, rng):
        while True:
            classes, wanted = int(rng.integers(5, 9)), rng.dirichlet(np.full(8, 3.0))
            shares = wanted[:classes] / wanted[:classes].sum()
            train = rng.choice(classes, int(rng.integers(150, 250)), p=shares)
            test = rng.choice(classes, int(rng.integers(60, 90)), p=rng.permutation(shares))
            case = {"train_labels": train, "test_labels": test}
            values = [value for name, value in outcomes(case).items() if name != "names_the_class"]
            if len(set(train)) == classes and all(gap > 0.012 for gap in np.diff(np.sort(values))):
                return case

    def probe(self, baseline, case):
        return {"given": as_plain(baseline(case["train_labels"].copy(), case["test_labels"].copy()))}

    def judge(self, seen, case) -> Verdict:
        given, known = seen["given"], outcomes(case)
        if not is_number(given):
            return self.wrong("other", f"You give {told(given)}. Wanted is one number, a fraction from 0 to 1.")
        said = f"You give {told(given)}."
        if abs(given - known["right"]) < 0.005:
            return self.right("That is what an answer gets that never looks at a photo.")
        hints = {
            "one_over_classes": "That would be right if all classes were equally frequent. Count the labels.",
            "peeks": "That is the largest class of the test photos. Who told you which one that is?",
            "training_share": "That is its share of the training photos. Where is accuracy measured?",
            "by_dice": "That is the average of a guesser who throws dice by frequency. One class is named always.",
            "names_the_class": "That is the number of a class. How often is its name right?",
        }
        for name, hint in hints.items():
            if abs(given - known[name]) < 0.005:
                return self.wrong(name, f"{said} {hint}", 0.25)
        if abs(given - 100 * known["right"]) < 0.6:
            return self.wrong("percent", f"{said} An accuracy in this course is a fraction, 0 to 1.", 0.5)
        message = f"The largest training class has {np.bincount(case['train_labels']).max()} photos."
        return self.wrong("other", f"{said} {message} How many of the test photos are of it?")


def outcomes(case: dict) -> dict[str, float]:
    """What each idea of the baseline comes to."""
    train, test = case["train_labels"], case["test_labels"]
    shares = np.bincount(train, minlength=9) / len(train)
    in_test = np.bincount(test, minlength=9) / len(test)
    most = int(shares.argmax())
    return {
        "right": float(in_test[most]),
        "one_over_classes": 1 / len(set(train.tolist())),
        "peeks": float(in_test.max()),
        "training_share": float(shares[most]),
        "by_dice": float(shares @ in_test),
        "names_the_class": float(most),
    }


EXERCISES = [SplitByGroup(), Baseline()]
