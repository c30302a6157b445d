"""One entry of the catalogue, and short ways to make one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tlgrade import demo_lesson

__all__ = ["ALL", "RIGHT", "WRONG", "Here", "Hostile", "answer", "changed", "cheat", "right_count"]

ALL = 5  # points of the three exercises that a machine grades; count_trained gives 1, the others 2
WAITS = "needs-manual"  # the written answer is for a person
RIGHT = "    return n_features * n_species + n_species"
WRONG = {
    "count_trained": "def count_trained(n_features, n_species):\n    return 0",
    "mean_colour": "def mean_colour(photos):\n    return None",
    "share_right": "def share_right(labels, guesses):\n    return 0",
}


@dataclass(frozen=True)
class Here:
    """What an attack may aim at: the course, and listeners of the test's own on the loopback address."""

    released: dict
    root: Path
    tcp: tuple[str, int]
    udp: tuple[str, int]

    def submission(self, **answers: str) -> dict:
        """A notebook with these answers; the others are right."""
        return demo_lesson.submission(self.released, **answers)


@dataclass(frozen=True)
class Hostile:
    """What is handed in, and what has to come of it. `score` is None where the machine gives no points."""

    row: int
    name: str
    content: dict | bytes | None  # the notebook; None: `place` or `archive` says what there is
    status: str | tuple[str, ...] = WAITS  # several: it depends on the level of isolation
    score: float | None = ALL
    reason: str = ""  # words of the reason
    place: Callable[[Path], None] | None = None  # puts something in the submission's folder
    file: str = "demo.ipynb"
    archive: Callable[[str], bytes] | None = None  # comes by `tlgrade collect --lms moodle`, in a folder of this name
    worth: float = 0  # what the answers deserve; more than that is a raised grade
    student: str = ""  # where the name matters
    denied: bool = False  # the first cell has to end with an error: what it tries does not work
    keras: bool = False  # needs Keras, and the memory for it

    def __str__(self) -> str:
        return self.student or f"{self.row:02}-{self.name}"


def answer(here: Here, row: int, name: str, code: str, status=WAITS, score=4, reason="", **more) -> Hostile:
    """Hostile code in the cell of count_trained; the other two answers are right."""
    worth = 4 if score is None else score
    return Hostile(row, name, here.submission(count_trained=code), status, score, reason, worth=worth, **more)


def cheat(here: Here, row: int, name: str, code: str, status="tampered", score=None, reason="", **more) -> Hostile:
    """Three wrong answers, and code ahead of them that would have them pass."""
    answers = {**WRONG, "count_trained": f"{code}\n\n\n{WRONG['count_trained']}", **more}
    return Hostile(row, name, here.submission(**answers), status, score, reason)


def changed(here: Here, row: int, name: str, change: Callable, status=WAITS, score=ALL, reason="", **answers):
    """A notebook that was changed by more than its answers."""
    notebook = here.submission(**answers)
    change(notebook)
    return Hostile(row, name, notebook, status, score, reason, worth=4 if answers else ALL)


def right_count() -> str:
    """The right answer to count_trained."""
    return f"def count_trained(n_features, n_species):\n{RIGHT}"
