"""Exercises of lesson 08, your own photos: one look at the test photos, and a report that leaves nothing out."""

import re

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import as_plain, is_number, told

__all__ = ["EXERCISES"]

CANDIDATES = ("head only", "tuned at 1e-5", "tuned at 1e-4", "tuned at 1e-3", "small convnet", "other backbone")


class OneLook(Exercise):
    """Choose on validation photos, then look at the test photos once."""

    id = "08_your_own_photos.one_look"
    points = 3
    misconceptions = {
        "chooses_by_test": "The best candidate is the one that does best on the test photos.",
        "tests_all": "Looking at the test photos does no harm as long as nothing is chosen by them.",
        "tests_twice": "A second look at the same result costs nothing.",
        "reports_validation": "The accuracy that a candidate was chosen by is its accuracy.",
        "takes_the_first": "The first, or the last, candidate is the one to test.",
        "worst": "The lowest accuracy is the best.",
        "not_a_pair": "The accuracy is the whole answer.",
        "other": "Something else.",
    }

    def case(self, rng):
        n = int(rng.integers(4, 7))
        # Neither the best nor the worst is tried first or last, and another one is luckier on the test photos.
        best, worst = rng.permutation(np.arange(1, n - 1))[:2]
        others = rng.permutation([i for i in range(n) if i not in (best, worst)])
        on_validation = np.empty(n)
        on_validation[[worst, *others, best]] = np.linspace(0.5, 0.8, n) + rng.uniform(-0.02, 0.02, n)
        on_test = on_validation - rng.uniform(0.04, 0.08, n)
        on_test[rng.choice(others)] = 0.9 + rng.uniform(0, 0.05)
        return {"candidates": list(CANDIDATES[:n]), "on_validation": on_validation, "on_test": on_test}

    def probe(self, one_look, case):
        tested, validated = [], []
        places = {name: i for i, name in enumerate(case["candidates"])}

        def validate(candidate):
            validated.append(places[candidate])
            return float(case["on_validation"][places[candidate]])

        def test(candidate):
            tested.append(places[candidate])
            return float(case["on_test"][places[candidate]])

        given = one_look(list(case["candidates"]), validate, test)
        parts = list(given) if isinstance(given, list | tuple) else [given]
        named = [part if isinstance(part, str) and part in places else as_plain(part) for part in parts[:3]]
        return {"tested": tested, "validated": validated, "given": named}

    def judge(self, seen, case) -> Verdict:
        tested, given, names = seen["tested"], seen["given"], case["candidates"]
        looks = f"The test photos were looked at {len(tested)} times, for {len(set(tested))} candidates."
        if len(set(tested)) > 1:
            best = names[int(case["on_test"].argmax())]
            if best in given:
                return self.wrong("chooses_by_test", f"{looks} You chose {best!r}. What did you choose it by?")
            return self.wrong(
                "tests_all", f"{looks} Who has seen them all can no longer say that nothing was chosen.", 0.3
            )
        if len(given) != 2 or not isinstance(given[0], str) or not is_number(given[1]):
            message = f"You give {', '.join(part if isinstance(part, str) else told(part) for part in given)}."
            return self.wrong("not_a_pair", f"{message} Wanted are the chosen candidate and its test accuracy.", 0.3)
        chosen, accuracy = names.index(given[0]), given[1]
        on_validation = case["on_validation"]
        if chosen == on_validation.argmin():
            return self.wrong("worst", f"You chose {given[0]!r}, which has the lowest validation accuracy.", 0.3)
        if chosen != on_validation.argmax():
            message = f"You chose {given[0]!r}; on the validation photos it has {on_validation[chosen]:.2f}."
            if chosen in (0, len(names) - 1):
                return self.wrong("takes_the_first", f"{message} Were the others asked, too, before you chose?")
            return self.wrong("other", f"{message} Another one has {on_validation.max():.2f}.")
        if abs(accuracy - on_validation[chosen]) < 1e-6:
            message = f"You chose {given[0]!r} and report {accuracy:.3f}, by which you have chosen it."
            return self.wrong("reports_validation", f"{message} Which photos have not been used yet?", 0.3)
        if abs(accuracy - case["on_test"][chosen]) > 1e-6:
            return self.wrong("other", f"You report {accuracy:.3g} for {given[0]!r}. Where does this number come from?")
        if len(tested) > 1:
            return self.wrong("tests_twice", f"{looks} Keep what the first look gave.", 0.5)
        return self.right("Chosen on the validation photos; the test photos were looked at once, at the end.")


class WriteReport(Exercise):
    """A report in Markdown that holds everything that a reader needs to judge the result."""

    id = "08_your_own_photos.write_report"
    points = 4
    misconceptions = {
        "no_accuracy": "Whoever reads a report knows the result already.",
        "reports_validation": "The accuracy that was chosen by is the result.",
        "no_interval": "An accuracy is exact.",
        "no_baseline": "An accuracy speaks for itself.",
        "no_sizes": "How many photos there were does not matter to a reader.",
        "hides_left_out": "What was left out need not be told.",
        "no_weak_spot": "The mean is good enough for every class.",
        "no_origin": "Where photos and weights come from is a detail.",
        "raw_dump": "A printed dictionary is a report.",
        "not_text": "A report is printed, not handed on.",
        "hard_coded": "The numbers are those of the lesson.",
    }

    def case(self, rng):
        while True:
            accuracy = float(rng.uniform(0.55, 0.85))
            case = {
                "photos": f"{rng.choice(['beetles', 'leaves', 'shells', 'ferns'])} of {rng.choice(['2021', '2023'])}",
                "weights": str(rng.choice(["imagenet", "procedural", "pollen-v2"])),
                "classes": int(rng.integers(11, 60)),
                "train": int(rng.integers(400, 900)),
                "validation": int(rng.integers(100, 200)),
                "test": int(rng.integers(200, 400)),
                "test_accuracy": accuracy,
                "interval": [accuracy - float(rng.uniform(0.05, 0.09)), accuracy + float(rng.uniform(0.05, 0.09))],
                "validation_accuracy": accuracy + float(rng.uniform(0.02, 0.04)),
                "baseline": float(rng.uniform(0.1, 0.2)),
                "weakest": [
                    f"{rng.choice(['small', 'red', 'dark'])}_{rng.choice(['oak', 'elm', 'ash'])}",
                    float(rng.uniform(0.2, 0.4)),
                ],
                "left_out": [f"IMG_{number}.jpg (cannot be read)" for number in rng.integers(2000, 9999, 2)],
            }
            shown = [*(100 * value for value in fractions_of(case).values()), case["classes"], 95]
            if np.diff(np.sort(shown)).min() > 1.1 and len(set(case["left_out"])) == 2:
                return case

    def probe(self, write_report, case):
        given = write_report({**case, "interval": tuple(case["interval"]), "weakest": tuple(case["weakest"])})
        return {"text": given[:20_000]} if type(given) is str else {"type": type(given).__name__}

    def judge(self, seen, case) -> Verdict:
        if "type" in seen:
            message = f"write_report gave {seen['type']}. Wanted is the text of the report, to be written to a file."
            return self.wrong("not_text", message)
        text = seen["text"]
        if re.search(r"\{\s*['\"]\w+['\"]\s*:", text):
            message = "The text holds a printed dictionary. Would somebody who has not seen your code understand it?"
            return self.wrong("raw_dump", message, 0.25)
        numbers = numbers_in(text)
        has = {name: says(numbers, value) for name, value in fractions_of(case).items()}
        counts = [name for name in ("classes", "train", "validation", "test") if case[name] not in numbers]
        if not any(has.values()) and len(counts) == 4:
            message = "None of the numbers of this case stands in the report. Are they written in?"
            return self.wrong("hard_coded", message)
        lacking = list(self.lacking(text, has, counts, case))
        if not lacking:
            return self.right("A reader finds the result, how sure it is, what to compare it with, and its limits.")
        name, message = lacking[0]
        more = f" {len(lacking)} things are missing." if len(lacking) > 1 else ""
        return self.wrong(name, message + more, 0.75 - 0.25 * min(len(lacking) - 1, 2))

    def lacking(self, text: str, has: dict[str, bool], counts: list[str], case: dict):
        """What the report does not say: misconception and message."""
        if not has["test_accuracy"] and has["validation_accuracy"]:
            told_it = "The report tells the accuracy on the validation photos only."
            yield "reports_validation", f"{told_it} What was it used for?"
        elif not has["test_accuracy"]:
            yield "no_accuracy", "The accuracy on the test photos is not in the report."
        plus_minus = says(numbers_in(text), (case["interval"][1] - case["interval"][0]) / 2)
        if not (has["low"] and has["high"]) and not plus_minus:
            yield "no_interval", f"How sure is that accuracy, measured on {case['test']} photos? No interval is told."
        if not has["baseline"]:
            yield "no_baseline", "Is that accuracy much? The report tells nothing to compare it with."
        if counts:
            yield "no_sizes", f"Which numbers does a reader miss? Not told: {', '.join(counts)}."
        if any(left.split()[0] not in text for left in case["left_out"]):
            yield "hides_left_out", "Some photos were left out, and the report does not say which."
        if not has["weakest"] or not any(name in text for name in spellings(case["weakest"][0])):
            yield "no_weak_spot", "On which class is the model poor, and how poor? A reader may need just that one."
        if case["weights"] not in text or case["photos"] not in text:
            yield "no_origin", "Which photos, and which weights? Somebody may want to do it again."


def fractions_of(case: dict) -> dict[str, float]:
    """Everything in a case that may be written as a fraction or in percent."""
    low, high = case["interval"]
    given = {name: case[name] for name in ("test_accuracy", "validation_accuracy", "baseline")}
    return {**given, "low": low, "high": high, "weakest": case["weakest"][1]}


def numbers_in(text: str) -> list[float]:
    """All numbers in a text: "1,400", "61.2 %", "0.612", "61,2 %"."""
    found = []
    for number in re.findall(r"\d[\d,.]*\d|\d", text):
        plain = re.sub(r",(?=\d{3}(\D|$))", "", number).replace(",", ".")
        if re.fullmatch(r"\d+(\.\d+)?", plain):
            found.append(float(plain))
    return found


def says(numbers: list[float], fraction: float) -> bool:
    """Whether one of the numbers is this fraction, or this fraction in percent, rounded as a reader would."""
    return any(abs(n - fraction) < 0.0051 or abs(n - 100 * fraction) < 0.51 for n in numbers)


def spellings(name: str) -> tuple[str, str]:
    """A class's name as its folder has it, and as a reader would write it."""
    return name, name.replace("_", " ")


EXERCISES = [OneLook(), WriteReport()]
