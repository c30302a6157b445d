"""The bank of answers: tests/answers/<lesson>/<exercise>/right/*.py and wrong/<misconception>.py."""

from dataclasses import dataclass
from pathlib import Path

from tlcourse.checking import worst_of_cases
from tlcourse.exercises import Exercise, Verdict, find_exercise
from tlcourse.quiet import import_keras

BANK = Path(__file__).parent


@dataclass(frozen=True)
class Answer:
    """One answer of the bank. A wrong one is called after its misconception: `forgets_bias.py`, `forgets_bias_2.py`."""

    path: Path

    @property
    def exercise(self) -> Exercise:
        lesson, exercise = self.path.parts[-4:-2]
        return find_exercise(f"{lesson}.{exercise}")

    @property
    def misconception(self) -> str | None:
        """What the judge has to find; None for a right answer."""
        name = self.path.stem
        return None if self.path.parent.name == "right" else name.rstrip("0123456789").rstrip("_")

    def judged(self, seed: int = 0) -> Verdict:
        """What `check` says to a student who wrote this, on the cases that begin with this seed.

        The seed also sets Keras', numpy's and Python's own random numbers, which an answer may draw.
        """
        import_keras().utils.set_random_seed(seed)
        namespace = {"__name__": "answer"}
        exec(compile(self.path.read_text("utf-8"), str(self.path), "exec"), namespace)
        seeds = range(seed, seed + self.exercise.cases)
        return worst_of_cases(self.exercise, namespace[self.path.parts[-3]], seeds)[0]

    def judged_rightly(self, verdict: Verdict) -> bool:
        """A right answer got all its points; a wrong one lost some, for its own misconception."""
        full = verdict.points == self.exercise.points
        return verdict.misconception == self.misconception and full == (self.misconception is None)

    def __str__(self) -> str:
        return "/".join(self.path.with_suffix("").parts[-4:])


def answers(kind: str = "*") -> list[Answer]:
    """All answers of a kind: "right", "wrong" or "*" for both."""
    return [Answer(path) for path in sorted(BANK.glob(f"*/*/{kind}/*.py"))]
