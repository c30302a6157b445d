"""Exercises: what each one asks of an answer, and what each wrong answer is called.

An exercise has three parts. A *case* is fresh input: small arrays, random weights. The *probe* calls the student's
object on it, next to the student's code, and writes down what happened as plain data. The *judge* reads that and the
case, and nothing of the student's, and says how many points it is worth and which misconception it points to.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar

import numpy as np

__all__ = ["Exercise", "Verdict", "find_exercise", "list_exercises"]


@dataclass(frozen=True)
class Verdict:
    """What a judge says: points, the misconception's name (None for a right answer), one or two lines of text."""

    points: float
    misconception: str | None
    message: str


class Exercise(ABC):
    """One exercise. Subclasses set the class attributes and write `case`, `probe` and `judge`."""

    id: ClassVar[str]  # "<lesson>.<exercise>", as in check("<lesson>.<exercise>", answer)
    points: ClassVar[float]
    misconceptions: ClassVar[Mapping[str, str]]  # name -> what a student who answers so believes
    seconds: ClassVar[float] = 10.0  # time limit of a probe
    cases: ClassVar[int] = 2  # how many cases a check tries

    @abstractmethod
    def case(self, rng: np.random.Generator) -> dict:
        """Fresh input as plain data: numbers, text, lists, dicts, arrays."""

    @abstractmethod
    def probe(self, answer, case: dict) -> dict:
        """Call the student's object on the case and return what was seen, as plain data. May let errors pass."""

    @abstractmethod
    def judge(self, seen: dict, case: dict) -> Verdict:
        """Judge what a probe has seen. Never touches the student's objects."""

    def right(self, message: str) -> Verdict:
        """Full points."""
        return Verdict(self.points, None, message)

    def wrong(self, misconception: str, message: str, share: float = 0.0) -> Verdict:
        """Less than full points, for a misconception that this exercise lists; `share` of the points, 0 to below 1."""
        if misconception not in self.misconceptions or not 0 <= share < 1:
            raise ValueError(f"{self.id} got misconception {misconception!r} and share {share}; see its list.")
        return Verdict(self.points * share, misconception, message)


def find_exercise(exercise_id: str) -> Exercise:
    """The exercise with this id.

    Raises:
        KeyError: there is none; the message lists what there is.
    """
    known = {exercise.id: exercise for exercise in list_exercises()}
    if exercise_id not in known:
        raise KeyError(f"There is no exercise {exercise_id!r}. There are: {', '.join(known)}.")
    return known[exercise_id]


def list_exercises() -> list[Exercise]:
    """All exercises, in the order of the lessons."""
    lessons = sorted(module.name for module in iter_modules(__path__) if module.name.startswith("lesson_"))
    return [e for lesson in lessons for e in import_module(f"{__name__}.{lesson}").EXERCISES]
