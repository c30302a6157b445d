"""The catalogue: each hostile or broken submission gets its status and its points, and nobody else notices."""

import json
import sqlite3
from pathlib import Path

import pytest
from tlgrade import demo_lesson
from tlgrade.export import export

from tests.grading.classroom import levels
from tests.hostile.catalogue import ROWS, catalogue
from tests.hostile.entry import Here
from tests.hostile.giving_back import FORMULA
from tests.hostile.graded import grade_catalogue

NOWHERE = Here(demo_lesson.lesson(with_keras=False), Path("/nowhere"), ("127.0.0.1", 1), ("127.0.0.1", 1))
ENTRIES = catalogue(NOWHERE)
# What the sandbox decides, and what a level of isolation could change; run on each level that the machine has.
SANDBOX = {1, 2, 4, 5, 6, 37, 49, 50, 51, 53, 54, 55, 57, 58, 59, 60, 72, 73, 74}


def names(*, keras: bool):
    return [str(entry) for entry in ENTRIES if entry.keras == keras]


@pytest.fixture(scope="module")
def graded(make_classroom, tmp_path_factory):
    return grade_catalogue(make_classroom(tmp_path_factory.mktemp("hostile") / "course"), levels()[0])


@pytest.fixture(scope="module")
def graded_with_keras(make_classroom, tmp_path_factory):
    return grade_catalogue(make_classroom(tmp_path_factory.mktemp("hostile") / "course"), levels()[0], keras=True)


def judge(graded, student):
    entry, row = graded.entries[student], graded.rows[student]
    allowed = (entry.status,) if isinstance(entry.status, str) else entry.status
    assert row["status"] in allowed, row
    assert row["score"] == entry.score, row
    assert entry.reason in row["reason"]
    assert row["score"] is None or row["score"] <= entry.worth, "a raised grade"
    if row["score"] is not None:
        assert all(e["message"] for e in row["exercises"] if e["points"] == 0), "no points without a reason"
    if entry.denied:
        assert row["exercises"][0]["message"].startswith("The cell itself ended with"), "the attempt went through"


def test_every_row_is_here():
    assert {entry.row for entry in ENTRIES} >= set(ROWS)
    assert len({str(entry) for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("student", names(keras=False))
def test_row(graded, student):
    judge(graded, student)


@pytest.mark.parametrize("student", names(keras=True))
def test_row_with_keras(graded_with_keras, student):
    judge(graded_with_keras, student)


def test_honest_students_notice_nothing(graded):
    for student in ("000-honest", "zzz-honest"):
        assert (graded.rows[student]["status"], graded.rows[student]["score"]) == ("needs-manual", 5)


def test_nobody_is_lost_and_nobody_is_there_twice(graded):
    assert set(graded.rows) == {*graded.entries, "000-honest", "zzz-honest"}


def test_nothing_was_heard_and_the_gradebook_is_whole(graded):
    assert graded.heard == []
    with sqlite3.connect(graded.room.course.root / "gradebook.db") as book:
        assert book.execute("pragma integrity_check").fetchall() == [("ok",)]


def test_archives_wrote_nothing_outside(graded):
    root = graded.room.course.root
    assert not list(root.parent.rglob("evil*"))
    assert all(path.parts[-2] == "demo" for path in root.glob("submitted/*/*/*.ipynb"))
    assert not (root / "submitted" / "demo.ipynb").exists()


def test_graded_notebooks_hold_nothing_alive(graded):
    for student in graded.rows:
        file = graded.room.course.folder("autograded", student, demo_lesson.LESSON) / "demo.ipynb"
        if file.exists():
            notebook = json.loads(file.read_text("utf-8"))
            for cell in notebook["cells"]:
                cell["source"] = "" if cell["cell_type"] == "code" else cell["source"]  # formgrader shows code as text
            text = json.dumps(notebook)
            assert len(text) < 400_000
            alive = ("<img", "text/html", "image/svg", "text/latex", "javascript:", "\\u001b", "\x1b", "\u202e")
            assert not [bad for bad in alive if bad in text]
            assert "<script" not in json.dumps([c["source"] for c in notebook["cells"]])


def test_row_62_formula_is_text_in_the_file_of_grades(graded):
    text = export(graded.room.course, demo_lesson.LESSON, "csv", None).file.read_text("utf-8")
    assert f"'{FORMULA}," in text


@pytest.mark.parametrize("level", levels()[1:])
def test_rows_of_the_sandbox_on_the_other_levels(make_classroom, tmp_path, level):
    graded = grade_catalogue(make_classroom(tmp_path / "course"), level, SANDBOX)
    for student in graded.entries:
        judge(graded, student)
    assert graded.heard == []
