"""The table of kill rates: `python -m tests.answers`. For each exercise, how many answers are judged as they should be.

`--repeat 10` judges each answer ten times, on other cases each time: a judge that is not sure of itself shows here.
"""

import argparse
import secrets
import sys

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.answers.bank import Answer, answers
from tlcourse.exercises import Verdict, list_exercises

Judged = list[tuple[Answer, int, Verdict]]  # answer, seed of its cases, what the judge said


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.answers", description=__doc__.partition(":")[0])
    asked.add_argument("--repeat", type=int, metavar="N", help="N rounds of fresh cases, not one of fixed ones")
    asked.add_argument("exercises", nargs="*", help="ids or beginnings of ids, such as 03_feature_extraction (all)")
    options = asked.parse_args()
    seeds = [secrets.randbits(32) for _ in range(options.repeat)] if options.repeat else [0]
    chosen = [a for a in answers() if a.exercise.id.startswith(tuple(options.exercises) or "")]
    judged = [
        (a, seed, a.judged(seed)) for a in track(chosen, "Judging", console=Console(stderr=True)) for seed in seeds
    ]
    console = Console(width=None if sys.stdout.isatty() else 130)
    console.print(kill_rates(judged))
    missed = [(a, seed, verdict) for a, seed, verdict in judged if not a.judged_rightly(verdict)]
    for answer, seed, verdict in missed:
        console.print(f"{answer} (seed {seed}): {verdict.misconception}, {verdict.message}", highlight=False)
    return bool(missed)


def kill_rates(judged: Judged) -> Table:
    """One row an exercise: of its right and wrong answers, how many verdicts are as they should be."""
    table = Table("exercise", "right answers accepted", "wrong answers caught", "with the right name", "misconceptions")
    for exercise in list_exercises():
        mine = [(answer, verdict) for answer, _, verdict in judged if answer.exercise.id == exercise.id]
        if mine:
            right = [answer.judged_rightly(verdict) for answer, verdict in mine if answer.misconception is None]
            named = [answer.judged_rightly(verdict) for answer, verdict in mine if answer.misconception]
            caught = [verdict.points < exercise.points for answer, verdict in mine if answer.misconception]
            counts = (f"{sum(good)} of {len(good)}" for good in (right, caught, named))
            table.add_row(exercise.id, *counts, str(len(exercise.misconceptions)))
    return table


if __name__ == "__main__":
    sys.exit(main())
