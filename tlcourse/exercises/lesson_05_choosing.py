"""Exercises of lesson 05, other backbones: the best one within limits."""

from collections.abc import Callable, Mapping

import numpy as np

from tlcourse.exercises import Exercise, Verdict

__all__ = ["EXERCISES"]

NAMES = ("mobilenet_v2", "resnet50", "efficientnet_v2b0", "xception", "densenet121", "nasnet_mobile", "vgg16")
Row = Mapping[str, float | None]


class ChooseBackbone(Exercise):
    """The most accurate backbone that is small and fast enough, among those that were measured."""

    id = "05_swap_the_backbone.choose_backbone"
    points = 2
    misconceptions = {
        "ignores_time": "What fits on the device is fast enough.",
        "ignores_size": "What is fast enough fits on the device.",
        "no_limits": "The best is the best, whatever it costs.",
        "either_limit": "One limit kept is enough.",
        "strict": "A limit may not be reached.",
        "imagenet_score": "A better ImageNet score is a better network for my photos.",
        "smallest": "Under limits, the smallest is the best.",
        "fastest": "Under limits, the fastest is the best.",
        "least_accurate": "Sorting puts the best first.",
        "falls_back": "There is always something to choose.",
        "unmeasured": "No accuracy is a low accuracy.",
        "ties": "Of two that are equally accurate, either will do, whatever they cost.",
        "not_a_name": "The accuracy, or the row, is the choice.",
        "always_the_same": "The course's own backbone is everybody's.",
        "other": "Something else.",
    }

    def case(self, rng):
        for _ in range(500):
            case = draw_table(rng)
            answers = {name: {str(answers_of(b, case)) for b in beliefs} for name, beliefs in BELIEFS.items()}
            answers["right"] = {str(answers_of(choose, case))}
            distinct = len(set().union(*answers.values())) == sum(len(each) for each in answers.values())
            if distinct and pick(case["table"], measured, worth) != NAMES[0]:
                return case
        raise RuntimeError("No case with distinct answers was drawn in 500 attempts.")

    def probe(self, choose_backbone, case):
        chosen = []
        for limits in case["limits"]:
            table = {name: dict(case["table"][name]) for name in case["order"]}
            given = choose_backbone(table, *limits)
            chosen.append(given if given is None or isinstance(given, str) else {"type": type(given).__name__})
        return {"chosen": [str(c) if isinstance(c, str) else c for c in chosen]}

    def judge(self, seen, case) -> Verdict:
        chosen, right = seen["chosen"], answers_of(choose, case)
        wrong = [i for i, (given, wanted) in enumerate(zip(chosen, right, strict=True)) if given != wanted]
        if not wrong:
            return self.right("The best that fits, no choice where nothing fits, and nothing chosen unmeasured.")
        if any(isinstance(given, dict) or (given and given not in case["table"]) for given in chosen):
            odd = next(g for g in chosen if isinstance(g, dict) or (g and g not in case["table"]))
            what = f"something of type {odd['type']}" if isinstance(odd, dict) else repr(odd)
            return self.wrong(
                "not_a_name", f"Given was {what}. Asked for: the name of a backbone in the table, or None."
            )
        matches = [n for n, beliefs in BELIEFS.items() if any(chosen == answers_of(b, case) for b in beliefs)]
        told = self.told(wrong[0], chosen[wrong[0]], case)
        if matches:
            return self.wrong(matches[0], f"{told} {WORDS[matches[0]]}", SHARES.get(matches[0], 0.0))
        if len(set(chosen)) == 1:
            return self.wrong("always_the_same", f"{chosen[0]} for all {len(chosen)} pairs of limits. {told}")
        if all(right[i] is None for i in wrong):
            return self.wrong("falls_back", f"{told} {WORDS['falls_back']}", SHARES["falls_back"])
        return self.wrong("other", f"{told} {len(wrong)} of {len(chosen)} choices are not the best that fits.")

    def told(self, i: int, given: str | None, case: dict) -> str:
        """One wrong choice, with what it costs."""
        megabytes, seconds = case["limits"][i]
        told = f"Limits {megabytes:g} MB and {seconds:g} s: you choose {given}"
        if given is None:
            return f"{told}, though something fits."
        row = case["table"][given]
        accuracy = "accuracy not measured" if row["accuracy"] is None else f"accuracy {row['accuracy']:g}"
        return f"{told} ({row['megabytes']:g} MB, {row['seconds']:g} s, {accuracy})."


def fits(row: Row, megabytes: float, seconds: float) -> bool:
    """Whether both limits are kept."""
    return row["megabytes"] <= megabytes and row["seconds"] <= seconds


def pick(table: Mapping[str, Row], allowed: Callable[[Row], bool], worth: Callable[[Row], object]) -> str | None:
    """The name with the greatest worth among the rows allowed; None where there is none."""
    names = [name for name, row in table.items() if allowed(row)]
    return max(names, key=lambda name: worth(table[name])) if names else None


def measured(row: Row) -> bool:
    """Whether its accuracy is known."""
    return row["accuracy"] is not None


def worth(row: Row) -> tuple[float, float]:
    """More accurate is better; of two alike, the faster one."""
    return (-1.0 if row["accuracy"] is None else row["accuracy"], -row["seconds"])


def choose(table, megabytes, seconds):
    """The right choice."""
    return pick(table, lambda row: measured(row) and fits(row, megabytes, seconds), worth)


def choose_last(table, megabytes, seconds):
    """The last of those that are equally accurate."""
    return pick(
        dict(reversed(table.items())), lambda r: measured_and_fits(r, megabytes, seconds), lambda r: r["accuracy"]
    )


def within(allowed: Callable[[Row, float, float], bool], worth: Callable[[Row], object]) -> Callable:
    """The belief that what is `allowed` and has the greatest `worth` is to be chosen."""
    return lambda table, megabytes, seconds: pick(table, lambda row: allowed(row, megabytes, seconds), worth)


def measured_and_fits(row: Row, megabytes: float, seconds: float) -> bool:
    """What the exercise asks for."""
    return measured(row) and fits(row, megabytes, seconds)


BELIEFS = {  # what is chosen by those who believe so, in a few ways
    "ignores_time": [within(lambda r, m, s: measured(r) and r["megabytes"] <= m, worth)],
    "ignores_size": [within(lambda r, m, s: measured(r) and r["seconds"] <= s, worth)],
    "no_limits": [within(lambda r, m, s: measured(r), worth)],
    "either_limit": [within(lambda r, m, s: measured(r) and (r["megabytes"] <= m or r["seconds"] <= s), worth)],
    "imagenet_score": [within(allowed, lambda r: r["imagenet"]) for allowed in (measured_and_fits, fits)],
    "smallest": [within(allowed, lambda r: -r["megabytes"]) for allowed in (measured_and_fits, fits)],
    "fastest": [within(allowed, lambda r: -r["seconds"]) for allowed in (measured_and_fits, fits)],
    "least_accurate": [within(measured_and_fits, lambda r: -r["accuracy"])],
    "unmeasured": [within(fits, worth)],
    "strict": [
        within(lambda r, m, s: measured(r) and r["megabytes"] < m and r["seconds"] <= s, worth),
        within(lambda r, m, s: measured(r) and r["megabytes"] <= m and r["seconds"] < s, worth),
        within(lambda r, m, s: measured(r) and r["megabytes"] < m and r["seconds"] < s, worth),
    ],
    "ties": [
        within(measured_and_fits, lambda r: r["accuracy"]),
        within(measured_and_fits, lambda r: (r["accuracy"], r["seconds"])),
        within(measured_and_fits, lambda r: (r["accuracy"], -r["megabytes"])),
        choose_last,
    ],
}
WORDS = {
    "ignores_time": "It may be as slow as it likes, so it seems. Which limit is not looked at?",
    "ignores_size": "It may be as large as it likes, so it seems. Which limit is not looked at?",
    "no_limits": "The limits change nothing in what you choose.",
    "either_limit": "It keeps one of the two limits. Both have to be kept.",
    "strict": "What lies exactly at a limit still keeps it.",
    "imagenet_score": "It has the best ImageNet score. Asked for: the best accuracy on the task at hand.",
    "smallest": "It is the smallest that fits. Within the limits, size no longer counts.",
    "fastest": "It is the fastest that fits. Within the limits, time no longer counts.",
    "least_accurate": "Of those that fit it is the least accurate. Which end did you take?",
    "ties": "Another one is as accurate, and faster.",
    "unmeasured": "Nobody has measured how accurate it is.",
    "falls_back": "Nothing in the table keeps both limits, and that is an answer, too.",
}
SHARES = {"strict": 0.5, "ties": 0.5, "unmeasured": 0.5, "falls_back": 0.5}


def answers_of(belief: Callable, case: dict) -> list[str | None]:
    """What is chosen for each pair of limits."""
    table = {name: case["table"][name] for name in case["order"]}
    return [belief(table, *limits) for limits in case["limits"]]


def draw_table(rng: np.random.Generator) -> dict:
    """Seven backbones, three of them equally accurate and one unmeasured, and pairs of limits around them."""
    megabytes = rng.choice(np.arange(4, 120), len(NAMES), replace=False)
    seconds = rng.choice(np.arange(2, 99), len(NAMES), replace=False) / 1000
    accuracy = [float(value) / 100 for value in rng.choice(np.arange(40, 90), len(NAMES), replace=False)]
    unmeasured, *alike = (int(i) for i in rng.choice(len(NAMES), 4, replace=False))
    for i in alike:
        accuracy[i] = max(accuracy[i] for i in alike)
    table = {
        name: {
            "accuracy": None if i == unmeasured else accuracy[i],
            "imagenet": float(rng.integers(600, 850)) / 1000,
            "megabytes": float(megabytes[i]),
            "seconds": float(seconds[i]),
        }
        for i, name in enumerate(NAMES)
    }
    rows = list(table.values())
    limits = [(row["megabytes"], row["seconds"]) for row in rows]  # exactly at a limit
    pairs = [rng.integers(0, len(NAMES), 2) for _ in range(6)]
    limits += [(rows[i]["megabytes"] + 0.5, rows[j]["seconds"] + 0.0005) for i, j in pairs]
    limits += [tuple(max(rows[i][column] for i in alike) for column in ("megabytes", "seconds"))]
    limits += [(300.0, 1.0), (1.0, 1.0), (300.0, 0.001), (1.0, 0.001)]
    order = [NAMES[i] for i in rng.permutation(len(NAMES))]
    return {"table": table, "order": order, "limits": [list(map(float, pair)) for pair in limits]}


EXERCISES = [ChooseBackbone()]
