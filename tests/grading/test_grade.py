"""One submission, end to end: the sandbox, the judge, the gradebook, the graded notebook."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade
from tlgrade.course import Course
from tlgrade.export import export
from tlgrade.feedback import write_feedback
from tlgrade.roll import class_rows

from tests.grading.classroom import levels

HALF = "def count_trained(n_features, n_species):\n    return n_features * n_species"


@pytest.mark.parametrize("level", levels())
def test_honest_submission_gets_full_points_and_waits_for_a_person(classroom, level):
    classroom.hand_in("ana")
    row = classroom.grade(level)["ana"]
    assert (row["status"], row["score"], row["max_score"]) == ("needs-manual", 5, 8), row
    assert row["isolation"].startswith(level)
    assert [e["points"] for e in row["exercises"]] == [1, 2, 2, None]


def test_partial_credit_with_its_message_in_all_three_places(classroom):
    classroom.hand_in("pia", count_trained=HALF, why_pool="Write your answer here.")
    row = classroom.grade()["pia"]
    first, *_, written = row["exercises"]
    assert (row["status"], row["score"]) == ("graded", 4.5)
    assert (first["points"], first["misconception"]) == (0.5, "forgets_bias")
    assert "The layer adds something" in first["message"]
    assert (written["points"], written["message"]) == (0, "No response.")

    with classroom.gradebook as gradebook:
        notebook = gradebook.find_submission("demo", "pia").notebooks[0]
        scores = {grade.name: grade.auto_score for grade in notebook.grades}
        comments = {comment.name: comment.comment for comment in notebook.comments}
        assert notebook.score == 4.5
    assert "The layer adds something" in comments["count_trained"]

    cells = [
        c for c in classroom.graded_notebook("pia").cells if c.metadata.get("nbgrader", {}).get("grade_id") in scores
    ]
    read = {c.metadata.nbgrader.grade_id: determine_grade(c)[0] for c in cells if c.cell_type == "code"}
    assert read == {name: score for name, score in scores.items() if name in read}
    assert len(read) == 3


def test_unchanged_submission_is_not_run_again_and_manual_marks_stay(classroom):
    classroom.hand_in("ana")
    classroom.grade()
    with classroom.gradebook as gradebook:
        grade = gradebook.find_grade("why_pool", "demo", "demo", "ana")
        grade.manual_score, grade.needs_manual_grade = 2, False
        gradebook.db.commit()
    classroom.grade()
    assert (classroom.outcome.graded, classroom.outcome.unchanged) == (0, 1)
    classroom.grade(again=True)
    assert classroom.outcome.graded == 1
    with classroom.gradebook as gradebook:
        assert gradebook.find_submission("demo", "ana").score == 7
        assert not gradebook.find_grade("why_pool", "demo", "demo", "ana").needs_manual_grade


def test_status_and_points_follow_what_a_person_has_marked(classroom):
    classroom.hand_in("ana")
    assert classroom.grade()["ana"]["status"] == "needs-manual"
    with classroom.gradebook as gradebook:
        grade = gradebook.find_grade("why_pool", "demo", "demo", "ana")
        grade.manual_score, grade.needs_manual_grade = 2, False
        other = gradebook.find_grade("test_count_trained", "demo", "demo", "ana")
        other.manual_score = 0.5
        gradebook.db.commit()
    row = classroom.rows()["ana"]
    assert (row["status"], row["score"]) == ("graded", 6.5)
    assert [e["points"] for e in row["exercises"]] == [0.5, 2, 2, 2]


def test_tampered_submission_is_flagged_in_formgrader(classroom):
    classroom.hand_in("eve", count_trained="get_ipython().input_transformers_post.append(list)")
    assert classroom.grade()["eve"]["status"] == "tampered"
    with classroom.gradebook as gradebook:
        assert gradebook.find_submission("demo", "eve").notebooks[0].flagged


def test_graded_notebook_that_has_gone_is_made_again(classroom):
    folder = classroom.hand_in("ana")
    classroom.grade()
    shutil.rmtree(classroom.course.folder("autograded", "ana", "demo"))
    classroom.grade()
    assert classroom.outcome.graded == 1
    assert classroom.graded_notebook("ana").cells
    assert folder.exists()


def test_same_content_of_two_students_is_run_once(classroom):
    for student in ("ana", "ben"):
        classroom.hand_in(student)
    told = []
    from tlgrade.isolation import choose
    from tlgrade.runner import Plan, grade_lesson

    grade_lesson(classroom.course, "demo", Plan(choose()), lambda *event: told.append(event))
    assert ("start", 1) in told
    assert {row["score"] for row in classroom.rows().values()} == {5}


def test_helper_cells_stay_at_their_place(classroom):
    notebook = classroom.submission(count_trained="def count_trained(n, s):\n    return plus(n * s, s)")
    helper = {"cell_type": "code", "metadata": {}, "source": "def plus(a, b):\n    return a + b", "outputs": []}
    notebook["cells"].insert(2, helper)
    classroom.hand_in("ana", notebook)
    assert classroom.grade()["ana"]["exercises"][0]["points"] == 1


def test_status_names_everybody_once(classroom):
    classroom.hand_in("ana")
    classroom.course.folder("submitted", "ben", "demo").mkdir(parents=True)
    with classroom.gradebook as gradebook:
        gradebook.add_student("cem")
    rows = classroom.grade()
    assert {name: row["status"] for name, row in rows.items()} == {
        "ana": "needs-manual",
        "ben": "not-submitted",
        "cem": "not-submitted",
    }
    assert rows["cem"]["score"] is None
    assert json.dumps(list(rows.values()))


def test_rubric_is_shown_to_the_grader(classroom):
    classroom.hand_in("ana")
    classroom.grade()
    assert any("Rubric (3 points)" in cell.source for cell in classroom.graded_notebook("ana").cells)


def test_missing_answer_is_partial_and_its_points_are_not_the_instructors(classroom):
    notebook = classroom.submission()
    cells = notebook["cells"]
    notebook["cells"] = [c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") != "mean_colour"]
    classroom.hand_in("yan", notebook)
    row = classroom.grade()["yan"]
    assert (row["status"], row["score"], row["reason"]) == ("partial", 3, "missing: mean_colour")


def test_stock_nbgrader_gives_the_same_points_and_its_course_is_understood(classroom, tmp_path):
    classroom.hand_in("ana")
    classroom.hand_in("pia", count_trained=HALF)
    classroom.hand_in("rosa", share_right="def share_right(labels, guesses):\n    return 75")
    stock = Course(shutil.copytree(classroom.course.root, tmp_path / "stock"))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = [sys.executable, "-m", "nbgrader", "autograde", "demo"]
    subprocess.run(command, cwd=stock.root, check=True, capture_output=True, env={**os.environ, "PATH": path})
    classroom.grade()
    found = []
    for course in (stock, classroom.course):
        with Gradebook(course.db_url) as gradebook:
            submissions = gradebook.find_assignment("demo").submissions
            grades = [(s.student_id, grade) for s in submissions for grade in s.notebooks[0].grades]
            found.append({(student, g.name): (g.auto_score, g.needs_manual_grade) for student, g in grades})
    assert found[0] == found[1]
    assert len(found[0]) == 12

    rows = {row["student"]: (row["status"], row["score"]) for row in class_rows(stock, "demo")}
    assert rows == {name: (row["status"], row["score"]) for name, row in classroom.rows().items()}
    assert len(write_feedback(stock, "demo")) == 3
    assert set(export(stock, "demo", "csv", None).unfinished) == set(rows)
