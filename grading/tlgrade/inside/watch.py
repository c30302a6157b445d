"""What a notebook has no reason to change: the tools around its code. A change is told, and a person looks."""

import builtins
import sys

__all__ = ["MODULES", "changes", "fingerprint"]

MODULES = (
    "numpy.testing",
    "json",
    "tlcourse",
    "tlcourse.checking",
    "tlcourse.exercises",
    "tlcourse.exercises.observing",
    "tlcourse.exercises.plain",
    "tlgrade.inside.child",
    "tlgrade.inside.watch",
    "tlgrade.inside.wire",
)


def fingerprint(shell, exercises) -> dict[str, object]:
    """Which functions are where, by name of the place."""
    manager = shell.input_transformer_manager
    places = {
        "the input transformers": [*manager.cleanup_transforms, *manager.line_transforms, *manager.token_transformers],
        "the input hooks": [*shell.input_transformers_post],
        "the syntax-tree transformers": [*shell.ast_transformers],
        "the shell": [type(shell).run_cell, type(shell).run, vars(shell).get("run_cell"), vars(shell).get("run")],
        "tracing": [sys.gettrace(), sys.getprofile()],
    }
    marks = {place: [id(thing) for thing in things] for place, things in places.items()}
    marks["the built-in functions"] = {n: id(v) for n, v in vars(builtins).items() if n != "_"}
    for name in MODULES:
        module = sys.modules.get(name)
        marks[f"the module {name}"] = None if module is None else _functions(module)
    for exercise in exercises:
        marks[f"the exercise {exercise.id}"] = _functions(type(exercise))
    return marks


def changes(before: dict, after: dict) -> list[str]:
    """The places that differ. What is new in a place for names is no change; what is missing or replaced is."""
    return [place for place, mark in before.items() if _differs(mark, after.get(place))]


def _functions(place) -> dict[str, tuple]:
    """The functions of a module or a class, and what they do."""
    found = {name: value for name, value in vars(place).items() if callable(value)}
    return {"": id(place)} | {name: (id(value), id(getattr(value, "__code__", None))) for name, value in found.items()}


def _differs(mark, now) -> bool:
    if isinstance(mark, dict):
        return now is None or any(now.get(name) != value for name, value in mark.items())
    return mark is not None and mark != now
