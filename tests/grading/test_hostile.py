"""The catalogue: each hostile or broken submission gets its status and its points, and nobody else notices."""

import json

import pytest
from tlgrade import demo_lesson

from tests.grading.conftest import levels
from tests.grading.hostile import catalogue

EMPTY = demo_lesson.lesson(with_keras=False)
NAMES = [
    (entry.row, entry.name) for entry in catalogue(lambda **answers: demo_lesson.submission(EMPTY, **answers), EMPTY)
]
KERNEL = {1, 2, 4, 5, 6, 37, 50, 55, 57, 58, 60}  # what the sandbox decides, run on each level


class Graded:
    """The class after one run, with an honest student at each end of the alphabet."""

    def __init__(self, room, level, rows):
        self.room, self.entries = room, {}
        for entry in catalogue(room.submission, room.released):
            if rows is None or entry.row in rows:
                self.hand_in(entry)
        room.hand_in("000-honest")
        room.hand_in("zzz-honest")
        self.rows = room.grade(level)

    def hand_in(self, entry):
        student = str(entry)
        folder = self.room.course.folder("submitted", student, demo_lesson.LESSON)
        folder.mkdir(parents=True)
        if entry.content is not None:
            self.room.hand_in(student, entry.content, entry.file)
        if entry.place:
            entry.place(folder)
        self.entries[entry.row, entry.name] = entry


@pytest.fixture(scope="module")
def graded(make_classroom, tmp_path_factory):
    return Graded(make_classroom(tmp_path_factory.mktemp("hostile") / "course"), levels()[0], None)


def judge(graded, number, name):
    entry = graded.entries[number, name]
    row = graded.rows[str(entry)]
    allowed = (entry.status,) if isinstance(entry.status, str) else entry.status
    assert row["status"] in allowed, row
    assert row["score"] == entry.score, row
    assert entry.reason in row["reason"]
    if row["score"] is not None and row["score"] < 5:
        assert all(e["message"] for e in row["exercises"] if e["points"] == 0), "no points without a reason"


@pytest.mark.parametrize(("number", "name"), NAMES, ids=lambda value: str(value))
def test_row(graded, number, name):
    judge(graded, number, name)


def test_honest_students_notice_nothing(graded):
    for student in ("000-honest", "zzz-honest"):
        assert (graded.rows[student]["status"], graded.rows[student]["score"]) == ("needs-manual", 5)


def test_graded_notebooks_hold_nothing_alive(graded):
    for student in graded.rows:
        file = graded.room.course.folder("autograded", student, demo_lesson.LESSON) / "demo.ipynb"
        if file.exists():
            notebook = json.loads(file.read_text("utf-8"))
            for cell in notebook["cells"]:
                cell["source"] = "" if cell["cell_type"] == "code" else cell["source"]  # formgrader shows code as text
            text = json.dumps(notebook)
            assert len(text) < 200_000
            assert not [
                bad
                for bad in ("<script", "<img", "text/html", "javascript:", "\\u001b", "\x1b", "\u202e")
                if bad in text
            ]


@pytest.mark.parametrize("level", levels()[1:])
def test_rows_of_the_sandbox_on_the_other_levels(make_classroom, tmp_path, level):
    graded = Graded(make_classroom(tmp_path / "course"), level, KERNEL)
    for number, name in graded.entries:
        judge(graded, number, name)
