"""Exercises of lesson 06, when it helps: what borrowing gains, and what a training costs."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import as_plain, told
from tlcourse.intervals import interval_of_mean

__all__ = ["EXERCISES"]


class TransferGain(Exercise):
    """How much better borrowing is than the best rival that borrows nothing, with an interval."""

    id = "06_when_it_helps.transfer_gain"
    points = 3
    misconceptions = {
        "other_rival": "Any rival will do to compare with: the first, the weakest, the random one.",
        "mean_of_rivals": "The rivals' average is what has to be beaten.",
        "rival_for_each_seed": "For each seed the luckiest rival counts.",
        "best_seeds": "The best seed of each shows what they can do.",
        "wrong_sign": "A gain is what the rival has more.",
        "relative": "A gain is a share of the rival's accuracy.",
        "percent": "An accuracy is a number from 0 to 100.",
        "interval_of_accuracy": "The interval of the borrowed accuracy is that of the gain.",
        "unpaired": "Seeds that share their photos tell no more than others: the ends of two intervals are subtracted.",
        "other_interval": "Lowest and highest, or a deviation to each side, is the interval.",
        "no_interval": "One number is enough.",
        "other": "Something else.",
    }

    def case(self, rng):
        n = int(rng.integers(4, 7))
        names = [str(name) for name in rng.permutation(["raw_pixels", "random_features", "small_convnet"])]
        best = int(rng.integers(1, 3))  # never the first in the dict
        luck = rng.normal(0, 0.02, n)
        means = {name: rng.uniform(0.3, 0.4) for name in names}
        means[names[best]] = max(means.values()) + rng.uniform(0.03, 0.05)
        runs = {name: mean + luck + rng.normal(0, 0.012, n) for name, mean in means.items()}
        lucky = names[(best + 1) % 3]
        runs[lucky][int(rng.integers(n))] = means[names[best]] + 0.12  # one seed in which another rival is ahead
        borrowed = max(means.values()) + rng.choice([0.04, 0.12]) + luck + rng.normal(0, 0.012, n)
        case = {"borrowed": borrowed, "rivals": {name: np.clip(run, 0, 1) for name, run in runs.items()}}
        return case if is_telling(case) else self.case(rng)

    def probe(self, transfer_gain, case):
        rivals = {name: run.tolist() for name, run in case["rivals"].items()}
        return {"given": as_plain(transfer_gain(case["borrowed"].tolist(), rivals))}

    def judge(self, seen, case) -> Verdict:
        given = seen["given"]
        if isinstance(given, int | float) and name_of_gain(given, case) == "right":
            return self.wrong("no_interval", "The gain is right. How sure is it, over these seeds?", 0.5)
        if not isinstance(given, np.ndarray) or given.size != 3:
            if not isinstance(given, int | float):
                return self.wrong("other", f"transfer_gain gave {told(given)}; expected gain, low, high.")
            given = np.array([given, np.nan, np.nan])
        gain, ends = float(given.ravel()[0]), given.ravel()[1:]
        name = name_of_gain(gain, case)
        if name != "right":
            return self.wrong(name, f"You report a gain of {gain:.3g}. {GAINS[name]}")
        name = name_of_interval(ends, case)
        if name != "right":
            return self.wrong(
                name, f"The gain is right; its interval {ends[0]:.3f} to {ends[1]:.3f}. {GAINS[name]}", 0.5
            )
        return self.right(
            f"A gain of {gain:.3f} on the best rival, seed by seed, with the interval of that difference."
        )


GAINS = {
    "other_rival": "One rival is better than the one that you compare with. Which has to be beaten?",
    "mean_of_rivals": "Averaged over the rivals. Would you use an average of three methods in the field?",
    "rival_for_each_seed": "Each seed has met another rival, the luckiest one. Who knows beforehand which that is?",
    "best_seeds": "Best seed against best seed. What does a seed have to do with the method?",
    "wrong_sign": "The right size. What does a negative gain say?",
    "relative": "That is a share. A difference of two accuracies was asked for.",
    "percent": "That is a hundred times too much: accuracies are fractions here.",
    "interval_of_accuracy": "Those are the ends for one accuracy. Of which numbers is the gain the mean?",
    "unpaired": "Wider than need be: the same seed had the same photos. What can be subtracted first?",
    "other_interval": "Of which numbers is the gain the mean, and what does `interval_of_mean` say about these?",
    "other": "Which rival is best, by its mean? Then subtract seed by seed.",
}


def best_rival(case: dict) -> np.ndarray:
    """The accuracies of the rival with the highest mean."""
    return max(case["rivals"].values(), key=lambda run: float(run.mean()))


def gains_of(case: dict) -> dict[str, list[float]]:
    """The numbers that each belief leads to."""
    borrowed, best, rivals = case["borrowed"], best_rival(case), list(case["rivals"].values())
    gain, mean = float((borrowed - best).mean()), float(best.mean())
    return {
        "right": [gain],
        "other_rival": [float((borrowed - run).mean()) for run in rivals if run is not best],
        "mean_of_rivals": [float((borrowed - np.mean(rivals, axis=0)).mean())],
        "rival_for_each_seed": [float((borrowed - np.max(rivals, axis=0)).mean())],
        "best_seeds": [float(borrowed.max() - run.max()) for run in (best, np.max(rivals, axis=0))],
        "wrong_sign": [-gain],
        "relative": [
            gain / mean,
            gain / mean + 1,
            float((borrowed / best - 1).mean()),
            float((borrowed / best).mean()),
        ],
        "percent": [100 * gain],
    }


def is_telling(case: dict) -> bool:
    """Whether no two beliefs lead to the same number."""
    numbers = np.sort(np.concatenate(list(gains_of(case).values())))
    return bool(np.diff(numbers).min() > 0.002)


def name_of_gain(gain: float, case: dict) -> str:
    """The belief that leads to this gain."""
    for name, numbers in gains_of(case).items():
        if any(abs(gain - number) < 0.0006 for number in numbers):
            return name
    return "other"


def name_of_interval(ends: np.ndarray, case: dict) -> str:
    """The belief that leads to this interval."""
    borrowed, best = case["borrowed"], best_rival(case)
    if np.isnan(ends).all():
        return "no_interval"
    one, other = interval_of_mean(borrowed), interval_of_mean(best)
    known = {
        "right": [interval_of_mean(borrowed - best)],
        "interval_of_accuracy": [one, other],
        "unpaired": [(one[0] - other[1], one[1] - other[0]), (one[0] - other[0], one[1] - other[1])],
    }
    for name, pairs in known.items():
        if any(np.allclose(ends, pair, rtol=0, atol=0.0006) for pair in pairs):
            return name
    return "other_interval"


class CostOfRun(Exercise):
    """Electricity and money for all the trainings that a result took."""

    id = "06_when_it_helps.cost_of_run"
    points = 2
    misconceptions = {
        "one_run": "The last training is the one that costs.",
        "seconds_as_hours": "Seconds times watts is watt hours.",
        "minutes_as_hours": "Sixty seconds make an hour.",
        "watts_as_kilowatts": "Prices for kilowatt hours can be multiplied by watt hours.",
        "power_in_rent": "Who rents pays for electricity besides, or the two are one sum.",
        "order": "Which of the numbers comes first does not matter.",
        "rounds": "Small sums can be rounded before they are multiplied.",
        "other": "Something else.",
    }

    def case(self, rng):
        return {
            "cpu_seconds": float(rng.uniform(2000, 9000)),
            "runs": int(rng.integers(5, 40)),
            "watts": float(rng.uniform(6, 25)),
            "per_kwh": float(rng.uniform(0.15, 0.45)),
            "per_hour": float(rng.uniform(0.02, 0.09)),
        }

    def probe(self, cost_of_run, case):
        return {"given": as_plain(cost_of_run(**case))}

    def judge(self, seen, case) -> Verdict:
        given = seen["given"]
        if not isinstance(given, np.ndarray) or given.shape != (3,):
            return self.wrong("other", f"cost_of_run gave {told(given)}; expected kWh, electricity, rent.")
        nearly = "rounds" if np.all(np.abs(given - bill(case)) <= np.maximum(0.1 * bill(case), 0.0051)) else "other"
        name = next((name for name, forms in bills_of(case).items() if matches(given, forms)), nearly)
        shown = f"{given[0]:.4g} kWh, {given[1]:.4g} for electricity, {given[2]:.4g} for rent."
        if name == "right":
            return self.right(f"{shown} That is for all {case['runs']} runs, not only for the one that you show.")
        return self.wrong(name, f"{shown} {BILLS[name]}", 0.5 if name in ("order", "rounds") else 0.0)


BILLS = {
    "one_run": "That is one of the runs. Who pays for the others?",
    "seconds_as_hours": "Thousands of times too much, or nearly. How many seconds does an hour have?",
    "minutes_as_hours": "Sixty times too much. How many seconds does an hour have?",
    "watts_as_kilowatts": "A thousand times off. What does the k in kWh stand for?",
    "power_in_rent": "Electricity and rent are two ways to pay for the same hours: owned, or rented.",
    "order": "The right numbers. In which order were they asked for?",
    "rounds": "Nearly. What was rounded on the way?",
    "other": "Hours first: all runs together. Then energy, then the two prices.",
}


def bill(case: dict, *, runs: int | None = None, hour: float = 3600, kilo: float = 1000) -> np.ndarray:
    """kWh, electricity and rent."""
    hours = case["cpu_seconds"] * (case["runs"] if runs is None else runs) / hour
    energy = hours * case["watts"] / kilo
    return np.array([energy, energy * case["per_kwh"], hours * case["per_hour"]])


def bills_of(case: dict) -> dict[str, list[np.ndarray]]:
    """The bills that each belief leads to."""
    right = bill(case)
    return {
        "right": [right],
        "one_run": [bill(case, runs=1)],
        "seconds_as_hours": [bill(case, hour=1), bill(case, hour=1, kilo=1)],
        "minutes_as_hours": [bill(case, hour=60), bill(case, hour=60, kilo=1)],
        "watts_as_kilowatts": [bill(case, kilo=1), bill(case, kilo=1e6)],
        "power_in_rent": [right + right[1] * np.eye(3)[2], right + right[2] * np.eye(3)[1]],
        "order": [right[[0, 2, 1]], right[[1, 0, 2]], right[[1, 2, 0]], right[::-1], right[[2, 0, 1]]],
    }


def matches(given: np.ndarray, forms: list[np.ndarray]) -> bool:
    """Whether a bill is one of these."""
    return any(np.allclose(given, form, rtol=1e-6, atol=0) for form in forms)


EXERCISES = [TransferGain(), CostOfRun()]
