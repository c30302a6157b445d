"""Exercises of lesson 06, when it helps: decide what to do, in a dozen situations."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import told
from tlcourse.intervals import interval_of_mean

__all__ = ["EXERCISES"]

MINUTES = {"raw_pixels": 0.1, "feature_extraction": 0.5, "small_convnet": 8.0, "fine_tuning": 12.0}
BORROWING = ("feature_extraction", "fine_tuning")
MEANT_TO = {  # what a situation is there for, in the order in which a wrong answer is named
    "licence": "ignores_licence",
    "budget": "ignores_budget",
    "bars": "ignores_bars",
    "pixels": "always_borrows",
    "scratch": "always_borrows",
    "gain": "always_cheapest",
    "extraction": "always_fine_tunes",
    "training": "trusts_any_pilot",
    "too_few": "trusts_any_pilot",
    "nothing_known": "needs_a_pilot",
    "nothing_allowed": "needs_a_pilot",
    "no_time": "needs_a_pilot",
}
ONE_FOR_ALL = {
    "feature_extraction": "always_borrows",
    "fine_tuning": "always_fine_tunes",
    "raw_pixels": "always_cheapest",
}
UNMEASURED = {"nothing_known", "nothing_allowed", "no_time", "training", "too_few"}  # no pilot, or none that counts


class Decide(Exercise):
    """A function that chooses a regime, tried on a dozen situations."""

    id = "06_when_it_helps.decide"
    points = 4
    misconceptions = {
        "unknown_regime": "Any name for the choice will do.",
        "ignores_licence": "Weights that lie somewhere may be used.",
        "ignores_budget": "There is always time to train.",
        "ignores_bars": "The highest mean wins, however wide the bars.",
        "always_borrows": "Borrowing is always better than not borrowing.",
        "always_cheapest": "The cheapest is good enough, whatever is measured.",
        "always_fine_tunes": "Fine-tuning is always better than a frozen base.",
        "trusts_any_pilot": "A measurement is a measurement, on whatever photos and however few.",
        "needs_a_pilot": "Without a pilot nothing can be decided.",
        "other": "Something else.",
    }

    def case(self, rng):
        situations = {name: draw_situation(rng, name) for name in MEANT_TO}
        names = [str(name) for name in rng.permutation(list(MEANT_TO))]
        return {"names": names, "situations": [situations[name] for name in names]}

    def probe(self, decide, case):
        answers = []
        for situation in case["situations"]:
            answer = decide(fresh(situation))
            answers.append(answer if type(answer) is str else {"type": type(answer).__name__})
        return {"answers": answers}

    def judge(self, seen, case) -> Verdict:
        answers = dict(zip(case["names"], seen["answers"], strict=True))
        situations = dict(zip(case["names"], case["situations"], strict=True))
        for answer in answers.values():
            if not isinstance(answer, str) or answer not in MINUTES:
                return self.wrong(
                    "unknown_regime", f"decide gave {told(answer)}; expected one of {', '.join(MINUTES)}."
                )
        missed = [name for name in MEANT_TO if answers[name] != right_choice(situations[name])]
        if not missed:
            return self.right(
                f"All {len(answers)} situations decided: what is allowed, what is measured, what it costs."
            )
        name = misconception_in(missed, answers, situations)
        first = next((which for which in missed if MEANT_TO[which] == name), missed[0])
        count = f"{len(answers) - len(missed)} of {len(answers)} situations are right."
        message = f"{count} For one in which {described(first)} you chose {answers[first]}. {QUESTIONS[name]}"
        return self.wrong(name, message, 0.5 if len(missed) <= 2 else 0.0)


QUESTIONS = {
    "ignores_licence": "May these weights be used?",
    "ignores_budget": "How many minutes are there?",
    "ignores_bars": "Is the best one measurably better than a cheaper one?",
    "always_borrows": "What did the pilot say about those that borrow nothing?",
    "always_cheapest": "What did the pilot say about it?",
    "always_fine_tunes": "What does the second step give here, and what does it cost?",
    "trusts_any_pilot": "Does this pilot count?",
    "needs_a_pilot": "What is the cheapest way to find out more?",
    "other": "Go through the rules in their order, by hand.",
}


def described(name: str) -> str:
    """A situation in words."""
    return {
        "licence": "the weights may not be used",
        "budget": "the best of the pilot takes longer than there is time",
        "bars": "the two best of the pilot overlap",
        "pixels": "raw pixels do as well as anything",
        "scratch": "the small convnet is measurably ahead",
        "gain": "the dearest is measurably ahead",
        "extraction": "fine-tuning gives no more than the frozen base",
        "training": "the pilot was measured on the photos trained on",
        "too_few": "the pilot had far fewer photos",
        "nothing_known": "there is no pilot",
        "nothing_allowed": "there is no pilot and the weights may not be used",
        "no_time": "there is neither a pilot, nor leave to use the weights, nor time to train",
    }[name]


def fresh(situation: dict) -> dict:
    """A copy that an answer may spoil."""
    pilot = situation["pilot"]
    if pilot is not None:
        pilot = {**pilot, "accuracy": {name: run.tolist() for name, run in pilot["accuracy"].items()}}
    return {**situation, "minutes": dict(situation["minutes"]), "pilot": pilot}


def draw_situation(rng: np.random.Generator, name: str) -> dict:
    """A situation of this kind. Accuracies of a pilot lie 0.02 or 0.15 apart, with bars of about 0.03 to each side."""
    level = float(rng.uniform(0.45, 0.6))
    steps = {  # by how much each regime is ahead of `level`
        "licence": {"raw_pixels": -0.15, "small_convnet": 0, "feature_extraction": 0.15, "fine_tuning": 0.3},
        "budget": {"raw_pixels": -0.3, "small_convnet": -0.15, "feature_extraction": 0, "fine_tuning": 0.15},
        "bars": {"raw_pixels": -0.3, "small_convnet": 0.012, "feature_extraction": 0, "fine_tuning": -0.15},
        "pixels": {"raw_pixels": 0, "small_convnet": -0.01, "feature_extraction": 0.012, "fine_tuning": 0.012},
        "scratch": {"raw_pixels": -0.15, "small_convnet": 0.15, "feature_extraction": 0, "fine_tuning": 0},
        "gain": {"raw_pixels": -0.3, "small_convnet": -0.15, "feature_extraction": 0, "fine_tuning": 0.15},
        "extraction": {"raw_pixels": -0.3, "small_convnet": -0.15, "feature_extraction": 0, "fine_tuning": 0.012},
        "training": {"raw_pixels": 0.3, "small_convnet": 0.3, "feature_extraction": 0.1, "fine_tuning": 0.3},
        "too_few": {"raw_pixels": 0, "small_convnet": -0.3, "feature_extraction": -0.15, "fine_tuning": -0.15},
    }.get(name)
    photos = int(rng.integers(40, 200))
    measured = photos // int(rng.integers(3, 6)) if name == "too_few" else int(photos * rng.uniform(0.6, 1))
    pilot = steps and {
        "measured_on": "training photos" if name == "training" else "photos held back",
        "photos_per_class": measured,
        "accuracy": {regime: level + ahead + runs_of(rng) for regime, ahead in steps.items()},
    }
    minutes = {regime: round(cost * float(rng.uniform(0.8, 1.2)), 2) for regime, cost in MINUTES.items()}
    short = {"budget": 9.0 if rng.integers(2) else 4.0, "no_time": 2.0}
    return {
        "photos_per_class": photos,
        "weights_allowed": name not in ("licence", "nothing_allowed", "no_time"),
        "minutes": minutes,
        "budget": short.get(name, float(rng.integers(20, 60))),
        "pilot": pilot,
    }


def runs_of(rng: np.random.Generator) -> np.ndarray:
    """Four seeds around zero with an interval of 0.03 to each side."""
    luck = np.array([-1.2, -0.3, 0.3, 1.2])
    return rng.permutation(luck / luck.std(ddof=1)) * 0.019


def candidates_in(situation: dict) -> list[str]:
    """The regimes that are allowed and fit into the budget, the cheapest first."""
    minutes = situation["minutes"]
    allowed = [r for r in minutes if situation["weights_allowed"] or r not in BORROWING]
    return sorted((r for r in allowed if minutes[r] <= situation["budget"]), key=minutes.get)


def right_choice(situation: dict) -> str:
    """What the lesson's rules lead to."""
    able, pilot = candidates_in(situation), situation["pilot"]
    counts = pilot is not None and pilot["measured_on"] == "photos held back"
    if counts and 2 * pilot["photos_per_class"] >= situation["photos_per_class"]:
        bars = {name: interval_of_mean(pilot["accuracy"][name]) for name in able}
        best = max(able, key=lambda name: sum(bars[name]))
        return next(name for name in able if bars[name][1] >= bars[best][0])
    return next((name for name in ("feature_extraction", "small_convnet") if name in able), "raw_pixels")


def misconception_in(missed: list[str], answers: dict, situations: dict) -> str:
    """The belief behind the situations that were missed."""
    given = set(answers.values())
    if len(given) == 1 and given <= set(ONE_FOR_ALL):
        return ONE_FOR_ALL[given.pop()]
    if any(not situations[n]["weights_allowed"] and answers[n] in BORROWING for n in missed):
        return "ignores_licence"
    if any(situations[n]["minutes"][answers[n]] > situations[n]["budget"] for n in missed):
        return "ignores_budget"
    if {answers["pixels"], answers["scratch"]} <= set(BORROWING):
        return "always_fine_tunes" if answers["extraction"] == answers["gain"] == "fine_tuning" else "always_borrows"
    if all(answers[n] == candidates_in(situations[n])[0] for n in ("gain", "scratch", "bars")):
        return "always_cheapest"
    if set(missed) <= UNMEASURED and "nothing_known" in missed:
        return "needs_a_pilot"
    kinds = {MEANT_TO[n] for n in missed}
    if len(kinds) == 1:
        return kinds.pop()
    return "ignores_bars" if is_highest_mean(missed, answers, situations) else "other"


def is_highest_mean(missed: list[str], answers: dict, situations: dict) -> bool:
    """Whether each wrong choice is the one with the highest mean in a pilot."""
    for name in missed:
        pilot, able = situations[name]["pilot"], candidates_in(situations[name])
        if pilot is None or answers[name] != max(able, key=lambda r, p=pilot: float(np.mean(p["accuracy"][r]))):
            return False
    return True


EXERCISES = [Decide()]
