import io

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from tlcourse import progress

CELLS = {
    "impatient": "from tlcourse import progress\nprogress.PATIENCE = progress.PAUSE = -1",
    "half": 'bar = progress.Progress("Half", 50)\nfor _ in range(25):\n    bar.advance(note="a < b")',
    "twice": 'for label in ("First", "Second"):\n    for _ in progress.track(range(50), label, 50):\n        pass',
    "training": """
import numpy as np
from tlcourse.training.fitting import fit_batches
from tlcourse.quiet import import_keras
keras = import_keras()
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")])
def batches():
    while True:
        yield np.ones((4, 3), "float32"), np.eye(2, dtype="float32")[[0, 1, 0, 1]]
fit_batches(model, batches(), 10, 3, 0.01, watch=lambda: 0.5, label="Training");""",
}


@pytest.fixture(scope="module")
def outputs() -> dict[str, list]:
    """What a notebook's cells hold after a run."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS.values()])
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    return dict(zip(CELLS, (cell.outputs for cell in notebook.cells), strict=True))


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", -1)
    monkeypatch.setattr(progress, "PAUSE", -1)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_notebook_shows_one_bar_that_moves(outputs):
    (output,) = outputs["half"]
    assert " 50%" in output.data["text/plain"] and "━" in output.data["text/plain"]
    assert 'aria-label="Half" max="1" value="0.500"' in output.data["text/html"]
    assert "a &lt; b" in output.data["text/html"]


def test_a_saved_notebook_keeps_one_line_a_call(outputs):
    assert [output.data["text/plain"] for output in outputs["twice"]] == ["First · 0 s", "Second · 0 s"]
    assert [output.data["text/html"] for output in outputs["twice"]] == [
        "<div>First · 0 s</div>",
        "<div>Second · 0 s</div>",
    ]


def test_a_training_leaves_one_line_and_nothing_on_standard_error(outputs):
    (output,) = outputs["training"]
    label, seconds, note = output.data["text/plain"].split(" · ")
    assert label == "Training" and seconds.endswith(" s") and note == "training accuracy 50%"


def test_a_terminal_draws_over_its_line_and_wipes_it(monkeypatch, impatient, capsys):
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    for _ in progress.track(range(2), "Looking", 2):
        pass
    _, half, whole, blank, rest = terminal.getvalue().split("\r")
    assert half.startswith("Looking " + 12 * "━" + 12 * "─" + "  50%")
    assert whole.startswith("Looking " + 24 * "━" + " 100%")
    assert blank.isspace() and len(blank) == len(whole) and rest == ""
    assert capsys.readouterr().err == ""


def test_nothing_is_written_where_nobody_watches(monkeypatch, impatient):
    file = io.StringIO()
    monkeypatch.setattr("sys.stdout", file)
    assert list(progress.track(range(2), "Looking", 2)) == [0, 1]
    assert file.getvalue() == ""


def test_nothing_is_drawn_before_somebody_would_wonder(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setattr(progress, "PATIENCE", 3600)
    list(progress.track(range(2), "Looking", 2))
    assert terminal.getvalue() == ""
