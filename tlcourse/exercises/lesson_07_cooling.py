"""Exercises of lesson 07, trust and ship: one number that makes a network's confidence honest."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import as_plain, is_number, told

__all__ = ["EXERCISES"]


class Temperature(Exercise):
    """One number that makes confidence honest, from the validation photos; and what it gives on the test photos."""

    id = "07_trust_and_ship.temperature"
    points = 3
    seconds = 30.0
    misconceptions = {
        "fitted_on_test": "The photos that the result is measured on are the ones to fit on.",
        "fitted_on_both": "More photos are better, also when some of them are the test photos.",
        "multiplies": "Scores are multiplied by the temperature.",
        "only_softens": "Networks are always too sure: a temperature is above 1.",
        "scores_as_probabilities": "Scores and probabilities are the same thing.",
        "loss_before": "The loss is that of the network as it was.",
        "loss_on_validation": "The loss that was made small is the loss to report.",
        "sum_of_losses": "A loss is a sum over photos.",
        "not_fitted": "A temperature of 1, or one from the lesson, does for every network.",
        "coarse": "A handful of temperatures to choose from is enough.",
        "loss_missing": "The temperature is the whole answer.",
        "other": "Something else.",
    }

    def case(self, rng):
        return {
            "too_sure": drawn_scores(rng, rng.uniform(2, 2.8), rng.uniform(1.3, 1.5)),
            "not_sure_enough": drawn_scores(rng, rng.uniform(0.3, 0.42), rng.uniform(0.62, 0.75)),
        }

    def probe(self, temperature, case):
        seen = {}
        for name, scores in case.items():
            given = temperature(*(scores[part].copy() for part in PARTS))
            if not isinstance(given, tuple | list) or len(given) != 2:
                return {"type": "nothing" if given is None else told(as_plain(given))}
            seen[name] = [as_plain(part.item() if np.size(part) == 1 and np.ndim(part) else part) for part in given]
        return seen

    def judge(self, seen, case) -> Verdict:
        if "type" in seen:
            return self.wrong("loss_missing", f"temperature gave {seen['type']}, not the pair (temperature, loss).")
        for given in seen.values():
            if not all(is_number(part) for part in given):
                return self.wrong("other", f"Expected two numbers; there are {', '.join(map(told, given))}.")
        names = {name: name_of_temperature(seen[name][0], scores) for name, scores in case.items()}
        if names["too_sure"] == "right" and names["not_sure_enough"] == "not_fitted":
            return self.wrong(
                "only_softens",
                f"The network that is too sure gets {seen['too_sure'][0]:.2f}; the other, right more often than it "
                f"is sure, gets {seen['not_sure_enough'][0]:.2f}. Which way should that one go?",
                0.5,
            )
        for which, scores in case.items():
            if names[which] != "right":
                return self.judge_fit(names[which], seen[which][0], scores)
        return self.judge_loss(seen["too_sure"], case["too_sure"])

    def judge_fit(self, name, given, scores) -> Verdict:
        """A temperature that is not the one of the validation photos."""
        validation = scores["validation_scores"], scores["validation_labels"]
        here, best = loss_at(max(given, 1e-3), *validation), loss_at(fitted(*validation), *validation)
        seen = f"You give {given:.3g}; the validation photos have a loss of {here:.3f} there, and {best:.3f} at best."
        share = {"fitted_on_both": 0.25, "multiplies": 0.5, "coarse": 0.5}.get(name, 0.0)
        return self.wrong(name, f"{seen} {HOW[name]}", share)

    def judge_loss(self, given, scores) -> Verdict:
        """The temperature is right; the loss should be the test photos', at this temperature."""
        t, loss = given
        test = scores["test_scores"], scores["test_labels"]
        right, before = loss_at(t, *test), loss_at(1, *test)
        on_validation = loss_at(t, scores["validation_scores"], scores["validation_labels"])
        seen = f"The temperature is right, and you report a loss of {loss:.4g}."
        if abs(loss - right) < 0.002:
            return self.right(
                f"Fitted on the validation photos; the test photos have a loss of {right:.3f}, before {before:.3f}."
            )
        if abs(loss - before) < 0.002:
            return self.wrong("loss_before", f"{seen} The test photos have that at temperature 1. And at yours?", 0.5)
        if abs(loss - on_validation) < 0.002:
            return self.wrong(
                "loss_on_validation", f"{seen} That is where it was fitted. Which photos were not used for it?", 0.5
            )
        if abs(loss - right * len(test[1])) < 0.002 * len(test[1]):
            return self.wrong("sum_of_losses", f"{seen} {len(test[1])} photos were added up. Asked for: the mean.", 0.5)
        return self.wrong("other", f"{seen} The test photos have a mean loss of {right:.3f} there.", 0.5)


PARTS = ("validation_scores", "validation_labels", "test_scores", "test_labels")
HOW = {
    "fitted_on_test": "It suits the test photos best. What are these for?",
    "fitted_on_both": "It suits validation and test photos together. What are the test photos for?",
    "multiplies": "It would be right if scores were multiplied by it.",
    "scores_as_probabilities": "What comes in are scores, before any softmax. How does a score become a probability?",
    "not_fitted": "Was it chosen by these photos?",
    "coarse": "Close. Between the temperatures that you try, there is a better one.",
    "other": "At which temperature is the loss of the validation photos smallest?",
}


def drawn_scores(rng, validation_at: float, test_at: float) -> dict:
    """Scores of a network whose honest temperature differs between validation and test photos."""
    for _ in range(100):
        scores = scores_at(rng, validation_at, test_at)
        right, *wrong = candidates(scores).values()
        if min(abs(np.log(value / right)) for value in (*wrong, 1.0)) > 0.1:
            return scores
    raise RuntimeError("No scores with distinct temperatures were drawn in 100 attempts.")


def scores_at(rng, validation_at: float, test_at: float) -> dict:
    """Honest scores, multiplied; the labels are drawn from the honest ones."""
    drawn, species = {}, int(rng.integers(4, 8))
    for part, temperature, n in (("validation", validation_at, 400), ("test", test_at, 300)):
        honest = rng.normal(0, 1.6, (n, species))
        chances = softmax(honest)
        drawn[f"{part}_labels"] = (chances.cumsum(axis=1) > rng.uniform(size=(n, 1))).argmax(axis=1)
        drawn[f"{part}_scores"] = honest * temperature + rng.normal(0, 2, (n, 1))
    return drawn


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities of scores (n, species)."""
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def loss_at(temperature: float, scores: np.ndarray, labels: np.ndarray) -> float:
    """Mean negative log-likelihood of the labels at a temperature."""
    scaled = scores / temperature
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    return float((np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels]).mean())


def fitted(scores: np.ndarray, labels: np.ndarray) -> float:
    """The temperature with the smallest loss, by golden section on its logarithm."""
    low, high, ratio = -5.0, 5.0, (5**0.5 - 1) / 2
    while high - low > 1e-4:
        one, other = high - ratio * (high - low), low + ratio * (high - low)
        if loss_at(np.exp(one), scores, labels) < loss_at(np.exp(other), scores, labels):
            high = other
        else:
            low = one
    return float(np.exp((low + high) / 2))


def candidates(scores: dict) -> dict[str, float]:
    """The right temperature, and those that misconceptions lead to."""
    validation = scores["validation_scores"], scores["validation_labels"]
    test = scores["test_scores"], scores["test_labels"]
    both = np.concatenate([validation[0], test[0]]), np.concatenate([validation[1], test[1]])
    right = fitted(*validation)
    return {
        "right": right,
        "fitted_on_test": fitted(*test),
        "fitted_on_both": fitted(*both),
        "multiplies": 1 / right,
        "scores_as_probabilities": fitted(softmax(validation[0]), validation[1]),
    }


def name_of_temperature(given: float, scores: dict) -> str:
    """ "right", or the misconception that leads to this temperature."""
    values = candidates(scores)
    for name, value in values.items():
        if abs(given / value - 1) < 0.03:
            return name
    if abs(given - 1) < 0.02:
        return "not_fitted"
    return "coarse" if abs(given / values["right"] - 1) < 0.25 else "other"


EXERCISES = [Temperature()]
