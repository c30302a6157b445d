"""A student works in JupyterLab: a wrong answer, what was seen of it, a right answer, Validate."""

import shutil
from typing import NamedTuple

import nbformat
import pytest

from tests.answers.bank import BANK
from tests.lessons.notebooks import ROOT, exercises_only, read_lesson
from tlcourse.lab import student_copy

CHECK = 'tl.check("03_feature_extraction.count_trained", count_trained)'
ANSWER = "def count_trained(n_features, n_species):\n    return {}\n\n\n" + CHECK


class Attempt(NamedTuple):
    """An exercise, a wrong and a right answer of the bank, and words that name what is wrong."""

    exercise: str
    wrong: str
    right: str
    named: str


ATTEMPTS = {
    "00_start_here": Attempt("chance_accuracy", "counts_photos", "divides", "Photos are counted there"),
    "01_from_scratch": Attempt("generalisation_gap", "best_of_test", "last_entries", "of two different networks"),
    "02_what_networks_see": Attempt("normalise_filter", "global_range", "vectorised", "Each filter has its own"),
    "03_feature_extraction": Attempt("preprocess", "zero_to_one", "in_numpy", "Which range did this family"),
    "04_fine_tuning": Attempt("protect_batchnorm", "undone", "recursive", "Something switches them on again"),
}


def boxes(page, cell=""):
    """What checks have shown, in all cells or in those of a CSS class."""
    return page.find(f".jp-CodeCell{cell} .jp-OutputArea-output [role=status]")


def test_wrong_answer_and_right_answer_are_told_apart_in_words(page):
    answers = ("n_features * n_features", "n_features * n_species", "n_features * n_species + n_species")
    page.open("check", "import tlcourse as tl", *(ANSWER.format(answer) for answer in answers))
    page.run_all()
    page.wait(lambda: len(boxes(page)) == 3, "a box below each cell with a check")

    wrong, half, right = (box.text for box in boxes(page))
    assert wrong.startswith("✘ count_trained: not yet")
    assert half.startswith("◐ count_trained: partly right") and "you count" in half
    assert right.startswith("✔ count_trained: right")
    assert "Traceback" not in page.text()
    assert page.complaints() == []


def begun(lesson, exercise, tmp_path):
    """The student's copy of a lesson in which everything is done but one exercise; beyond lesson 00, its exercises."""
    whole = read_lesson(lesson)
    source = whole if lesson == "00_start_here" else exercises_only(whole)
    path = tmp_path / "lessons" / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(source, path)
    copy, done = nbformat.reads(student_copy(path).decode(), as_version=4), {c.id: c.source for c in source.cells}
    for cell in copy.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution") and marks["grade_id"] != exercise:
            cell.source = done[cell.id]
    return copy


def answer(lesson, attempt, kind):
    name = getattr(attempt, kind)
    return (BANK / lesson / attempt.exercise / kind / f"{name}.py").read_text("utf-8").strip()


@pytest.mark.parametrize("lesson", ATTEMPTS)
def test_a_lesson_names_the_mistake_then_accepts_and_validates(page, lesson, tmp_path):
    attempt = ATTEMPTS[lesson]
    notebook = begun(lesson, attempt.exercise, tmp_path)
    shutil.copytree(ROOT / "lessons" / lesson, page.work / lesson, ignore=shutil.ignore_patterns("*.ipynb"))
    nbformat.write(notebook, page.work / lesson / f"{lesson}.ipynb")
    page.visit(f"{lesson}/{lesson}.ipynb")
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    written, check = ids.index(attempt.exercise), ids.index(f"test_{attempt.exercise}")

    def told(words):
        """Run the answer and its check, and wait for a box that says so."""
        page.run_cell(written)
        page.run_cell(check)
        page.wait(lambda: [box for box in boxes(page, ".jp-mod-active") if words in box.text], f"a box with {words!r}")

    assert "Create Assignment" not in page.find("body")[0].text, "an instructor's tool in a student's JupyterLab"
    page.run_cell(next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"))
    told("Nothing is written here yet")
    page.write(written, answer(lesson, attempt, "wrong"))
    told(attempt.named)
    page.write(written, answer(lesson, attempt, "right"))
    told(f"✔ {attempt.exercise}: right")

    page.press("Validate")
    assert "Success! Your notebook passes all the tests." in page.dialog()
    page.driver.save_screenshot(str(tmp_path / f"{lesson}.png"))
    page.press("Ok")
    assert page.complaints() == []
