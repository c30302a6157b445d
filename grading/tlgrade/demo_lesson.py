"""The lesson of the demonstration course: three exercises and a question, with and without Keras."""

from copy import deepcopy

__all__ = ["ANSWERS", "KERAS_ANSWER", "LESSON", "lesson", "submission"]

LESSON = "demo"
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


def _cell(kind: str, identity: str, source: str, marks: dict | None = None) -> dict:
    cell = {"cell_type": kind, "id": identity, "metadata": {"nbgrader": marks} if marks else {}, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _marks(name: str, *, grade=False, solution=False, points=None) -> dict:
    marks = {"grade": grade, "grade_id": name, "locked": grade and not solution, "schema_version": 3}
    marks |= {"solution": solution, "task": False}
    return marks | ({"points": points} if grade else {})


def _kernel() -> dict:
    return {"display_name": "Python 3", "language": "python", "name": "python3"}
