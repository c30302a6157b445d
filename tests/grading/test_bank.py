"""Honest answers are never flagged: the reference answers of each lesson and all right answers of the bank, in the
lesson's own notebook, through the whole machine, get full points.
"""

import json
import shutil
from collections import defaultdict
from itertools import zip_longest
from pathlib import Path

import pytest
from tlgrade.course import Course
from tlgrade.isolation import choose
from tlgrade.release import release
from tlgrade.roll import class_rows
from tlgrade.runner import Plan, grade_lesson
from tlgrade.template import read_template

from tests.answers.bank import answers

ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.parent.name for path in ROOT.glob("lessons/*/*.ipynb") if path.stem == path.parent.name)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course root that takes the lessons as they are: whole notebooks, of which only what is needed runs."""
    root = tmp_path_factory.mktemp("course") / "grading"
    root.mkdir()
    shutil.copy(ROOT / "grading" / "nbgrader_config.py", root)
    (root.parent / "lessons").symlink_to(ROOT / "lessons")
    return Course(root)


def answered(notebook: dict, template, texts: dict[str, str]) -> dict:
    """A student's notebook: under each exercise's name, the answer's text in the cell before its check."""
    cells, before = {}, None
    for cell in template.cells:
        before = cell.grade_id if cell.role == "solution" else before
        if cell.check:
            cells[before] = texts[cell.check.exercise]
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = cells.get(name, cell["source"])
    return notebook


def hand_in_bank(course: Course, lesson: str) -> None:
    """As many students as the longest list of right answers asks for; where a list is shorter, its first one again."""
    known = defaultdict(list)
    for answer in answers("right"):
        if answer.path.parts[-4] == lesson:
            known[answer.exercise.id].append(answer.path.read_text("utf-8"))
    (source,) = course.source_notebooks(lesson)
    template = read_template(source, course.config)
    released = (course.folder("release", ".", lesson) / source.name).read_text("utf-8")
    for i, chosen in enumerate(zip_longest(*known.values())):
        texts = {name: pick or known[name][0] for name, pick in zip(known, chosen, strict=True)}
        folder = course.folder("submitted", f"s{i}", lesson)
        folder.mkdir(parents=True)
        (folder / source.name).write_text(json.dumps(answered(json.loads(released), template, texts)), "utf-8")


@pytest.mark.parametrize("lesson", LESSONS)
def test_right_answers_get_full_points_and_are_not_flagged(course, lesson):
    release(course, lesson)
    shutil.copytree(course.source_notebooks(lesson)[0].parent, course.folder("submitted", "reference", lesson))
    hand_in_bank(course, lesson)
    grade_lesson(course, lesson, Plan(choose()))
    handed_in = set(course.submitted_students(lesson))  # the other lessons have students of their own
    rows = {row["student"]: row for row in class_rows(course, lesson) if row["student"] in handed_in}
    assert len(rows) >= 4
    for student, row in rows.items():
        judged = [e for e in row["exercises"] if e["points"] is not None]
        lost = [(e["grade_id"], e["message"]) for e in judged if e["points"] != e["max_points"]]
        # The bank's students leave the written question as it was handed out.
        lost = [(name, message) for name, message in lost if message != "No response."]
        waits = len(judged) < len(row["exercises"])
        assert (row["status"], lost) == ("needs-manual" if waits else "graded", []), (student, row["reason"])
