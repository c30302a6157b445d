"""Check an answer at once, in the notebook: run its probe, judge, show what was seen."""

import contextlib
import html
import os
import secrets
import sys
from collections.abc import Iterable, Iterator

from tlcourse.exercises import Exercise, Verdict, find_exercise
from tlcourse.exercises.observing import draw_case, judge_observation, observe
from tlcourse.quiet import import_keras

__all__ = ["Points", "check"]

COLOURS = {"right": "#009E73", "partly right": "#E69F00", "not yet": "#D55E00"}


class Points(float):
    """Points for an answer. As the last line of a cell nbgrader reads it as partial credit."""

    def __repr__(self) -> str:
        return f"{float(self):g}"


def check(exercise_id: str, answer) -> Points:
    """Try an answer on fresh cases and show, in a line or two, what was seen and what it points to.

    Args:
        exercise_id: "<lesson>.<exercise>", for instance "03_feature_extraction.freeze".
        answer: what the exercise asks for: a function, a number, a model, a class.

    Returns:
        The points: those of the worst case, 0 to the exercise's points.

    Raises:
        KeyError: no exercise has this id.
    """
    exercise = find_exercise(exercise_id)
    verdict, printed = worst_of_cases(exercise, answer)
    show(exercise, verdict, printed)
    return Points(verdict.points)


def worst_of_cases(exercise: Exercise, answer, seeds: Iterable[int] | None = None) -> tuple[Verdict, str]:
    """The verdict with the fewest points over cases, and what the answer printed meanwhile.

    Args:
        exercise: what was asked for.
        answer: the student's object.
        seeds: one for each case; without them, as many fresh ones as the exercise has cases.
    """
    import_keras()  # not within the time limit: an import cut short leaves Keras broken for the rest of the process
    worst, printed = None, ""
    for seed in seeds or [secrets.randbits(64) for _ in range(exercise.cases)]:
        case = draw_case(exercise, seed)
        with no_way_out():
            observation = observe(exercise, answer, case)
        verdict = judge_observation(exercise, observation, case)
        if worst is None or verdict.points < worst.points:
            worst, printed = verdict, observation.printed
        if worst.points == 0:
            break
    return worst, printed


@contextlib.contextmanager
def no_way_out() -> Iterator[None]:
    """Let what would end the kernel, and lose what has been typed and trained in it, raise SystemExit instead."""

    def stay(*_, **__):
        raise SystemExit("the kernel was to end here")

    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    doors = [(os, "_exit"), (os, "abort"), *([(shell, "ask_exit")] if shell else [])]  # `exit()` asks the shell
    kept = [(place, name, getattr(place, name)) for place, name in doors]
    try:
        for place, name in doors:
            setattr(place, name, stay)
        yield
    finally:
        for place, name, door in kept:
            setattr(place, name, door)


def show(exercise: Exercise, verdict: Verdict, printed: str) -> None:
    """A box in a notebook, text elsewhere. The words carry the meaning; the colour only repeats it."""
    state = "right" if verdict.misconception is None else "partly right" if verdict.points else "not yet"
    mark = {"right": "✔", "partly right": "◐", "not yet": "✘"}[state]
    first = f"{mark} {exercise.id.split('.')[1]}: {state} ({verdict.points:g} of {exercise.points:g} points)"
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or not hasattr(shell, "kernel"):
        print(first, f"  {verdict.message}", *([f"  Your code printed: {printed}"] if printed else []), sep="\n")
        return
    from IPython.display import display

    display(Box(first, verdict.message, printed, COLOURS[state]))


class Box:
    """The result of a check, for a notebook."""

    def __init__(self, first: str, message: str, printed: str, colour: str):
        self.first, self.message, self.printed, self.colour = first, message, printed, colour

    def __repr__(self) -> str:
        return "\n".join([self.first, self.message])

    def _repr_html_(self) -> str:
        style = f"border-left:4px solid {self.colour};padding:.5em .9em;margin:.4em 0;border-radius:3px"
        aside = ""
        if self.printed:
            aside = (
                f"<details><summary>What your code printed</summary><pre>{html.escape(self.printed)}</pre></details>"
            )
        return (
            f'<div role="status" style="{style}"><strong>{html.escape(self.first)}</strong><br>'
            f"{html.escape(self.message)}{aside}</div>"
        )
