"""The lessons themselves through the whole machine: released, handed in with the reference answers, graded."""

import shutil
from pathlib import Path

import pytest
from tlgrade.course import Course
from tlgrade.isolation import choose
from tlgrade.release import release
from tlgrade.roll import class_rows
from tlgrade.runner import Plan, grade_lesson

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


@pytest.mark.parametrize("lesson", LESSONS)
def test_reference_answers_get_full_points(course, lesson):
    release(course, lesson)
    shutil.copytree(course.source_notebooks(lesson)[0].parent, course.folder("submitted", "reference", lesson))
    grade_lesson(course, lesson, Plan(choose(), workers=1, students=["reference"]))
    (row,) = class_rows(course, lesson)
    judged = [e for e in row["exercises"] if e["points"] is not None]
    assert not [e for e in judged if e["points"] != e["max_points"]], row
    assert row["status"] == ("graded" if len(judged) == len(row["exercises"]) else "needs-manual"), row
