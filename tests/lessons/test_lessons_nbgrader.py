"""The lessons as nbgrader assignments: what students get, and what they get for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.lessons.notebooks import LESSONS, ROOT, exercises_only, graded, read_lesson, run
from tlcourse.lab import jupyter_environment

SECRETS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN", "END HIDDEN", "**Rubric")


def nbgrader(course, *arguments):
    """Run an nbgrader command in a course root."""
    # nbgrader calls the command `alembic`: it has to be found although no environment may be activated.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course root laid out like the repository, with each lesson cut down to its exercises, released."""
    root = tmp_path_factory.mktemp("course")
    (root / "grading").mkdir()
    shutil.copy(ROOT / "grading" / "nbgrader_config.py", root / "grading")
    for name in LESSONS:
        (root / "lessons" / name).mkdir(parents=True)
        nbformat.write(exercises_only(read_lesson(name)), root / "lessons" / name / f"{name}.ipynb")
        nbgrader(root / "grading", "generate_assignment", name, "--create")
    return root / "grading"


def released(course, name):
    return nbformat.read(course / "release" / name / f"{name}.ipynb", as_version=4)


@pytest.mark.parametrize("name", LESSONS)
def test_whole_lesson_can_be_released_without_secrets(name, tmp_path):
    shutil.copytree(ROOT / "lessons" / name, tmp_path / "lessons" / name)
    (tmp_path / "grading").mkdir()
    shutil.copy(ROOT / "grading" / "nbgrader_config.py", tmp_path / "grading")
    nbgrader(tmp_path / "grading", "generate_assignment", name, "--create")
    text = (tmp_path / "grading" / "release" / name / f"{name}.ipynb").read_text("utf-8")
    assert [secret for secret in SECRETS if secret in text] == []
    assert "Write your code here." in text


@pytest.mark.parametrize("name", LESSONS)
def test_no_line_of_a_reference_answer_is_released(course, name):
    answers = [c.source for c in read_lesson(name).cells if c.metadata.get("nbgrader", {}).get("solution")]
    lines = [s.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0].strip() for s in answers]
    text = "\n".join(cell.source for cell in released(course, name).cells)
    assert [line for line in lines if line in text] == []


@pytest.mark.parametrize("name", LESSONS)
def test_untouched_copy_is_told_politely_that_nothing_is_written(course, name, tmp_path):
    notebook = run(released(course, name), tmp_path, allow_errors=True)
    cells = [cell for cell in notebook.cells if graded(cell)]
    assert len(cells) >= 2
    for cell in cells:
        shown = [
            out.data["text/plain"] for out in cell.outputs if out.output_type in ("display_data", "execute_result")
        ]
        assert [out.output_type for out in cell.outputs] == ["display_data", "execute_result"], (
            cell.metadata.nbgrader.grade_id
        )
        assert "not yet (0 of" in shown[0] and "Nothing is written here yet" in shown[0]
        assert shown[1] == "0"  # nbgrader takes it for partial credit


@pytest.mark.parametrize("name", LESSONS[5:])  # those before: tests/browser presses the button
def test_reference_answers_validate(course, name):
    assert "Success" in nbgrader(course, "validate", str(course.parent / "lessons" / name / f"{name}.ipynb"))


@pytest.mark.parametrize("name", LESSONS)
def test_reference_answers_get_full_marks(course, name):
    shutil.copytree(course.parent / "lessons" / name, course / "submitted" / "reference" / name)
    nbgrader(course, "autograde", name, "--student", "reference")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        grades = gradebook.find_submission(name, "reference").notebooks[0].grades
        scores = {g.name: (g.auto_score, g.max_score) for g in grades if g.cell.cell_type == "code"}
        written = [g for g in grades if g.cell.cell_type == "markdown"]
        assert scores and all(score == most for score, most in scores.values()), scores
        assert all(g.needs_manual_grade for g in written)


NOISE = """
import logging, os, sys, warnings
import keras, tensorflow
logging.basicConfig(level=logging.DEBUG)  # a handler that keeps this cell's standard error
print("from a cell", file=sys.stderr)

def loudly(answer):
    def loud(*arguments):
        print("printed", file=sys.stderr)
        os.write(2, b"written past Python")
        warnings.warn("warned")
        logging.getLogger("student").warning("logged")
        tensorflow.get_logger().error("logged by TensorFlow")
        return answer(*arguments)
    return loud
"""


def test_noise_on_standard_error_costs_no_point(course):
    notebook = read_lesson("00_start_here")
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution") and cell.cell_type == "code":
            cell.source = f"{NOISE}\n{cell.source}\n\n{marks['grade_id']} = loudly({marks['grade_id']})"
    target = course / "submitted" / "noisy" / "00_start_here" / "00_start_here.ipynb"
    target.parent.mkdir(parents=True)
    nbformat.write(exercises_only(notebook), target)
    nbgrader(course, "autograde", "00_start_here", "--student", "noisy")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        grades = gradebook.find_submission("00_start_here", "noisy").notebooks[0].grades
        assert [g.name for g in grades if g.auto_score != g.max_score] == []


def test_feedback_shows_what_a_check_saw(course):
    notebook = read_lesson("00_start_here")
    cell = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "chance_accuracy")
    cell.source = "def chance_accuracy(n_species, n_photos):\n    return 1 / n_photos"
    target = course / "submitted" / "mistaken" / "00_start_here" / "00_start_here.ipynb"
    target.parent.mkdir(parents=True)
    nbformat.write(exercises_only(notebook), target)
    nbgrader(course, "autograde", "00_start_here", "--student", "mistaken")
    nbgrader(course, "generate_feedback", "00_start_here", "--student", "mistaken")
    page = (course / "feedback" / "mistaken" / "00_start_here" / "00_start_here.html").read_text("utf-8")
    assert "Photos are counted there" in page and "most recent call last" not in page


def test_validate_in_the_students_lab_waits_as_long_as_a_lesson_trains(monkeypatch):
    from nbgrader.apps import NbGrader

    monkeypatch.setenv("JUPYTER_CONFIG_PATH", jupyter_environment()["JUPYTER_CONFIG_PATH"])
    app = NbGrader()
    app.load_config_file()
    assert app.config.ExecutePreprocessor.timeout >= 180
