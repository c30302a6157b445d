"""A small course to try the commands on: one lesson with three exercises and a question, and 30 made submissions."""

import json
from copy import deepcopy
from pathlib import Path

from tlgrade.course import Course, CourseError
from tlgrade.release import release

__all__ = ["LESSON", "lesson", "make_course", "make_demo", "submission", "submit"]

LESSON = "demo"
SETTINGS = """\
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "tlgrade_demo"
c.ClearSolutions.code_stub = {"python": "# Write your code here.\\nraise NotImplementedError"}
c.ClearSolutions.text_stub = "Write your answer here."
c.HTMLExporter.sanitize_html = True
"""
SETUP = """\
import numpy as np

import tlcourse as tl
"""
SETUP_KERAS = """\
from tlcourse.quiet import import_keras

keras = import_keras()
"""
ANSWERS = {
    "count_trained": "def count_trained(n_features, n_species):\n    return n_features * n_species + n_species",
    "mean_colour": "def mean_colour(photos):\n    return np.asarray(photos).mean(axis=(1, 2))",
    "share_right": "def share_right(labels, guesses):\n    return np.mean(np.asarray(labels) == np.asarray(guesses))",
    "why_pool": "Pooling keeps what is there and forgets where it is.",
}
KERAS_ANSWER = """\
def mean_colour(photos):
    photos = np.asarray(photos, "float32")
    inputs = keras.Input(photos.shape[1:])
    return keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(inputs)).predict(photos, verbose=0)"""
TESTS = {
    "count_trained": (1, 'tl.check("03_feature_extraction.count_trained", count_trained)'),
    "mean_colour": (
        2,
        "photos = np.arange(2 * 4 * 4 * 3).reshape(2, 4, 4, 3)\n"
        'assert np.shape(mean_colour(photos)) == (2, 3), "One row a photo, one column a colour."\n'
        "expected = photos.mean(axis=(1, 2)).round(3).tolist()\n"
        'assert np.round(mean_colour(photos), 3).tolist() == expected, "These are not the means."',
    ),
    "share_right": (
        2,
        "labels, guesses = [0, 1, 2, 2], [0, 1, 1, 2]\n"
        "given = share_right(labels, guesses)\n"
        "2 * (given == 0.75) + 1 * (given == 75)",
    ),
}


def lesson(*, with_keras: bool) -> dict:
    """The instructor's notebook."""
    cells = [
        _cell("markdown", "setup-text", "# A demonstration lesson"),
        _cell("code", "setup", SETUP + SETUP_KERAS * with_keras),
    ]
    for name, (points, test) in TESTS.items():
        answer = KERAS_ANSWER if with_keras and name == "mean_colour" else ANSWERS[name]
        head, body = answer.split("\n", 1)
        solution = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        cells.append(_cell("code", name, solution, _marks(name, solution=True)))
        cells.append(_cell("code", f"test-{name}", test, _marks(f"test_{name}", grade=True, points=points)))
    text = f"### BEGIN SOLUTION\n{ANSWERS['why_pool']}\n\n**Rubric (3 points).** 1: stays. 2: goes.\n### END SOLUTION"
    cells.append(_cell("markdown", "why-pool", text, _marks("why_pool", grade=True, solution=True, points=3)))
    return {"cells": cells, "metadata": {"kernelspec": _kernel()}, "nbformat": 4, "nbformat_minor": 5}


def submission(released: dict, **answers: str) -> dict:
    """What a student hands in: the released notebook with answers in it; without any, the right ones."""
    notebook = deepcopy(released)
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in ANSWERS:
            cell["source"] = answers.get(name, ANSWERS[name])
    return notebook


def submit(course: Course, student: str, content: dict | bytes, name: str = f"{LESSON}.ipynb") -> Path:
    """Put a submission in its folder."""
    folder = course.folder("submitted", student, LESSON)
    folder.mkdir(parents=True, exist_ok=True)
    data = (
        content
        if isinstance(content, bytes)
        else json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    )
    (folder / name).write_bytes(data)
    return folder


def make_course(folder: Path, *, settings: str = "", with_keras: bool = False) -> tuple[Course, dict]:
    """A released course without submissions, and its released notebook.

    Raises:
        CourseError: the folder exists.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CourseError(f"{folder} exists, and is not empty. Name a new folder.")
    source = folder / "source" / LESSON / f"{LESSON}.ipynb"
    source.parent.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(SETTINGS + settings, "utf-8")
    source.write_text(json.dumps(lesson(with_keras=with_keras), indent=1), "utf-8")
    course = Course(folder)
    release(course, LESSON)
    released = course.folder("release", ".", LESSON) / f"{LESSON}.ipynb"
    return course, json.loads(released.read_text("utf-8"))


def make_demo(folder: Path) -> str:
    """The demonstration course with its 30 submissions; returns the lesson's name."""
    from tlgrade.demo_students import students

    settings = "c.TlGrade.cell_seconds = 10\nc.TlGrade.memory_mb = 3000\n"
    course, released = make_course(folder, settings=settings, with_keras=True)
    for name, content in students(released).items():
        submit(course, name, content)
    return LESSON


def _cell(kind: str, identity: str, source: str, marks: dict | None = None) -> dict:
    cell = {"cell_type": kind, "id": identity, "metadata": {"nbgrader": marks} if marks else {}, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _marks(name: str, *, grade=False, solution=False, points=None) -> dict:
    marks = {"grade": grade, "grade_id": name, "locked": grade and not solution, "schema_version": 3}
    marks |= {"solution": solution, "task": False}
    return marks | ({"points": points} if grade else {})


def _kernel() -> dict:
    return {"display_name": "Python 3", "language": "python", "name": "python3"}
