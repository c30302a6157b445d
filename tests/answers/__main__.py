"""The table of kill rates: `python -m tests.answers`. For each exercise, how many answers are judged as they should be.

`--repeat 10` judges each answer ten times, on other cases each time: a judge that is not sure of itself shows here. The
last column is what a student waits for: processor seconds of a check of a right answer, the slowest one.
"""

import argparse
import secrets
import sys
import time
from typing import NamedTuple

from rich.console import Console
from rich.progress import track
from rich.table import Column, Table

from tests.answers.bank import Answer, answers
from tlcourse.exercises import Verdict, list_exercises
from tlcourse.quiet import import_keras


class Judged(NamedTuple):
    """An answer, the seed of its cases, what the judge said, and processor seconds until then."""

    answer: Answer
    seed: int
    verdict: Verdict
    seconds: float

    @property
    def rightly(self) -> bool:
        """Whether this is what the bank says of the answer."""
        return self.answer.judged_rightly(self.verdict)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.answers", description=__doc__.partition(":")[0])
    asked.add_argument("--repeat", type=int, metavar="N", help="N rounds of fresh cases, not one of fixed ones")
    asked.add_argument("exercises", nargs="*", help="ids or beginnings of ids, such as 03_feature_extraction (all)")
    options = asked.parse_args()
    seeds = [secrets.randbits(32) for _ in range(options.repeat)] if options.repeat else [0]
    chosen = [a for a in answers() if a.exercise.id.startswith(tuple(options.exercises) or "")]
    import_keras()  # not what a check costs
    judged = [judge(a, seed) for a in track(chosen, "Judging", console=Console(stderr=True)) for seed in seeds]
    console = Console(width=None if sys.stdout.isatty() else 130)
    console.print(kill_rates(judged))
    missed = [one for one in judged if not one.rightly]
    for answer, seed, verdict, _ in missed:
        console.print(f"{answer} (seed {seed}): {verdict.misconception}, {verdict.message}", highlight=False)
    return bool(missed)


def judge(answer: Answer, seed: int) -> Judged:
    """Judge an answer on the cases of a seed, and take the time."""
    start = time.process_time()
    verdict = answer.judged(seed)
    return Judged(answer, seed, verdict, time.process_time() - start)


def kill_rates(judged: list[Judged]) -> Table:
    """One row an exercise: of its right and wrong answers, how many verdicts are as they should be."""
    table = Table(Column("exercise", no_wrap=True), "right accepted", "wrong caught", "with the right name")
    table.add_column("misconceptions", justify="right")
    table.add_column("seconds", justify="right")
    for exercise in list_exercises():
        mine = [one for one in judged if one.answer.exercise.id == exercise.id]
        if mine:
            right, wrong = (
                [one for one in mine if (one.answer.misconception is None) == kind] for kind in (True, False)
            )
            caught = [one.verdict.points < exercise.points for one in wrong]
            counts = ([one.rightly for one in right], caught, [one.rightly for one in wrong])
            slowest = max((one.seconds for one in right), default=0)
            told = (f"{sum(good)} of {len(good)}" for good in counts)
            table.add_row(exercise.id, *told, str(len(exercise.misconceptions)), f"{slowest:.1f}")
    return table


if __name__ == "__main__":
    sys.exit(main())
