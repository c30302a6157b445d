"""Honest answers are never flagged: all right answers of the bank, through the whole machine, get full points."""

import json
from collections import defaultdict
from itertools import zip_longest

import pytest
from tlgrade.course import Course
from tlgrade.isolation import choose
from tlgrade.release import release
from tlgrade.roll import class_rows
from tlgrade.runner import Plan, grade_lesson

from tests.answers.bank import answers

SETUP = "import numpy as np\n\nimport tlcourse as tl\nfrom tlcourse.quiet import import_keras\n\nkeras = import_keras()"


def by_lesson():
    """Lesson -> exercise -> its right answers."""
    found = defaultdict(lambda: defaultdict(list))
    for answer in answers("right"):
        found[answer.path.parts[-4]][answer.path.parts[-3]].append(answer)
    return found


def cell(kind, identity, source, **marks):
    plain = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    marks = {"nbgrader": {**plain, **marks}} if marks else {}
    return {
        "cell_type": kind,
        "id": identity,
        "metadata": marks,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def notebook(lesson, exercises, written=None):
    """The lesson's exercises alone; with `written`, a student's answers to them."""
    cells = [cell("code", "setup", SETUP)]
    for name, known in exercises.items():
        source = f"def {name}(*_):\n    ### BEGIN SOLUTION\n    pass\n    ### END SOLUTION"
        source = written[name].path.read_text("utf-8") if written else source
        points = known[0].exercise.points
        test = {"grade": True, "locked": True, "points": points, "grade_id": f"test_{name}"}
        identity = name.replace("_", "-")
        cells.append(cell("code", identity, source, solution=True, grade_id=name))
        cells.append(cell("code", f"test-{identity}", f'tl.check("{lesson}.{name}", {name})', **test))
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.parametrize("lesson", by_lesson())
def test_right_answers_get_full_points_and_are_not_flagged(lesson, tmp_path):
    exercises = by_lesson()[lesson]
    source = tmp_path / "source" / lesson / f"{lesson}.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text(notebook(lesson, exercises), "utf-8")
    course = Course(tmp_path)
    release(course, lesson)
    for i, chosen in enumerate(zip_longest(*exercises.values())):
        written = {name: pick or exercises[name][0] for name, pick in zip(exercises, chosen, strict=True)}
        target = tmp_path / "submitted" / f"s{i}" / lesson / f"{lesson}.ipynb"
        target.parent.mkdir(parents=True)
        target.write_text(notebook(lesson, exercises, written), "utf-8")
    grade_lesson(course, lesson, Plan(choose()))
    for row in class_rows(course, lesson):
        lost = [(e["grade_id"], e["message"]) for e in row["exercises"] if e["points"] != e["max_points"]]
        assert (row["status"], lost) == ("graded", []), row["reason"]
