"""The catalogue as a table: `python -m tests.hostile [--stock] [ROW…]`.

With `--stock`, what `nbgrader autograde` makes of the same submissions stands beside it; without numbers of rows those
of the kernel, 36 to 48, are tried. It runs them as nbgrader does, unprotected: in a container, please.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from nbgrader.api import Gradebook
from rich.console import Console
from rich.table import Table
from tlgrade.isolation import choose

from tests.grading.classroom import Classroom, released_course
from tests.hostile.entry import ALL, Hostile
from tests.hostile.graded import Graded, grade_catalogue

KERNEL = set(range(36, 49))


def graded_by_stock(graded: Graded, room: Classroom) -> dict[str, tuple[str, float | None]]:
    """What nbgrader's own autograder says of the same submissions."""
    for student, entry in graded.entries.items():
        folder = room.course.folder("submitted", student, "demo")
        folder.mkdir(parents=True)
        if entry.content is not None:
            room.hand_in(student, entry.content, entry.file)
        if entry.place:
            entry.place(folder)
    room.settings("c.ExecutePreprocessor.timeout = 120\nc.ExecutePreprocessor.startup_timeout = 600\n")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = [sys.executable, "-m", "nbgrader", "autograde", "demo"]
    subprocess.run(command, cwd=room.course.root, capture_output=True, env={**os.environ, "PATH": path}, check=False)
    with Gradebook(room.course.db_url) as book:
        found = {s.student_id: s.notebooks[0] for s in book.find_assignment("demo").submissions if s.notebooks}
        scores = {s: sum(g.auto_score or 0 for g in n.grades if g.cell.cell_type == "code") for s, n in found.items()}
    done = {s for s in graded.entries if (room.course.folder("autograded", s, "demo") / "demo.ipynb").exists()}
    return {s: ("graded", scores[s]) if s in done else ("DROPPED", None) for s in graded.entries}


def points(score: float | None) -> str:
    return "–" if score is None else f"{score:g}"


def judged(entry: Hostile, score: float | None) -> str:
    """Whether a cheat paid."""
    if score is None or score <= entry.worth:
        return ""
    return " FULL" if score == ALL else " RAISED"


def table_of(graded: Graded, stock: dict) -> Table:
    columns = ["submission", "deserves at most", "tlgrade", "points", *(["nbgrader", "points"] if stock else [])]
    table = Table(*columns)
    for student, entry in graded.entries.items():
        row = graded.rows[student]
        cells = [student, points(entry.worth), row["status"], points(row["score"]) + judged(entry, row["score"])]
        if stock:
            status, score = stock[student]
            cells += [status, points(score) + judged(entry, score)]
        table.add_row(*cells)
    return table


def main() -> None:
    stock = "--stock" in sys.argv
    wanted = {int(argument) for argument in sys.argv[1:] if argument.isdigit()} or (KERNEL if stock else None)
    with tempfile.TemporaryDirectory() as folder:
        room = released_course(Path(folder) / "released")
        graded = grade_catalogue(room(Path(folder) / "tlgrade"), rows=wanted)
        compared = graded_by_stock(graded, room(Path(folder) / "stock")) if stock else {}
        if wanted is None:
            more = grade_catalogue(room(Path(folder) / "keras"), keras=True)
            graded.entries |= more.entries
            graded.rows |= more.rows
        Console(width=130).print(table_of(graded, compared), f"Isolation: {choose().level}")


if __name__ == "__main__":
    main()
