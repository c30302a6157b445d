"""Widgets without a browser: what stands in for them, when they stop, and what the head that trains live learns."""

import os
import threading
from types import SimpleNamespace

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook

from tlcourse.alt_text import alt_text_of, describe
from tlcourse.widgets import explorers, live
from tlcourse.widgets.browsers import draw_filter
from tlcourse.widgets.heads import RATES, STEPS, quick_head
from tlcourse.widgets.live import Choice, Live, controls_possible, show_live

NUMBERS = {"number": Choice("number", (1, 2, 3), 2)}
SHOW = """
import matplotlib.pyplot as plt
from tlcourse.alt_text import describe
from tlcourse.widgets.live import Choice, show_live

def draw(number):
    fig, ax = plt.subplots()
    ax.plot([0, number])
    return describe(fig, f"A line up to {number}.")

show_live({"number": Choice("number", (1, 2, 3), 2)}, draw)
"""
COUNT = "import ipywidgets, threading\nprint(len(ipywidgets.widgets.widget._instances), threading.active_count())"
VIEW = "application/vnd.jupyter.widget-view+json"


def draw(number):
    return describe(plt.figure(), f"A line up to {number}.")


def run(*sources, **environment):
    """A notebook, run in a kernel as exports and graders run it."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    inline = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    client = NotebookClient(notebook, kernel_name="python3", timeout=120)
    client.execute(env={**os.environ, **inline, **environment})
    return notebook


@pytest.fixture(autouse=True)
def no_figures_of_other_tests():
    plt.close("all")


@pytest.fixture
def shell():
    """A notebook's shell as far as a live figure knows it, with its events and the display it was given."""
    shell = InteractiveShell()
    shell.kernel = SimpleNamespace()
    shell.get_parent = lambda: {"metadata": {"cellId": "cell-a"}}
    return shell


@pytest.fixture
def updates(monkeypatch):
    """The texts of the figures that a live figure has put into its output."""
    told = []
    handle = SimpleNamespace(update=lambda data, **_: told.append(data["text/plain"]))
    monkeypatch.setattr("IPython.display.display", lambda data, **_: handle)
    monkeypatch.setattr(
        live, "bundle_of", lambda figure: (plt.close(figure), ({"text/plain": alt_text_of(figure)}, {}))[1]
    )
    return told


@pytest.fixture
def shown(shell, updates):
    shown = Live(NUMBERS, draw, shell)
    shown.start()
    return shown


def cell(shell, cell_id, text="1 + 1"):
    """Tell the shell's listeners that a cell is about to run."""
    shell.events.trigger("pre_run_cell", SimpleNamespace(cell_id=cell_id, raw_cell=text))


def test_figure_follows_its_control_and_says_what_it_shows(shown, updates):
    shown.controls["number"].value = 3
    assert updates == ["A line up to 3."]
    assert "A line up to 3." in shown.caption.value and 'role="status"' in shown.caption.value


def test_stops_when_its_cell_runs_again_and_not_before(shown, shell, updates):
    control = shown.controls["number"]
    cell(shell, "cell-b")
    control.value = 3
    cell(shell, "cell-a")
    control.value = 1
    assert updates == ["A line up to 3."]
    assert control.comm is None and shown.draw is None
    assert shown.stop_if_again not in shell.events.callbacks["pre_run_cell"]


def test_a_front_end_without_cell_ids_is_served_by_the_text_of_the_cell(shell, updates):
    shell.get_parent = dict
    shell.history_manager.input_hist_raw.append("show()")
    shown = Live(NUMBERS, draw, shell)
    shown.start()
    cell(shell, None, "other()")
    assert shown.draw is not None
    cell(shell, None, "show()")
    assert shown.draw is None


def test_an_error_is_told_under_the_controls(shell, updates):
    def fragile(number):
        if number == 3:
            raise ValueError("no <three>")
        return draw(number)

    shown = Live(NUMBERS, fragile, shell)
    shown.start()
    with pytest.raises(ValueError):
        shown.controls["number"].value = 3
    assert "ValueError: no &lt;three&gt;" in shown.caption.value
    shown.controls["number"].value = 1
    assert updates == ["A line up to 1."]


def test_neither_figures_nor_threads_are_left(shown, shell):
    threads = threading.active_count()
    for number in (1, 2, 3):
        shown.controls["number"].value = number
    cell(shell, "cell-a")
    assert threading.active_count() == threads
    assert plt.get_fignums() == []


def test_without_a_kernel_the_figure_is_told_and_no_widget_is_made(capsys):
    before = set(ipywidgets.widgets.widget._instances)
    show_live(NUMBERS, draw)
    assert capsys.readouterr().out.strip() == "A line up to 2."
    assert set(ipywidgets.widgets.widget._instances) == before
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("variable", "value"),
    [("NBGRADER_EXECUTION", "autograde"), ("NBGRADER_EXECUTION", "validate"), ("TLCOURSE_WIDGETS", "off")],
)
def test_no_controls_in_grading_or_in_tests(variable, value, monkeypatch):
    monkeypatch.delenv("TLCOURSE_WIDGETS", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(kernel=object()))
    assert controls_possible()
    monkeypatch.setenv(variable, value)
    assert not controls_possible()


def test_in_grading_the_cell_shows_one_plain_figure():
    (outputs, counted) = (cell.outputs for cell in run(SHOW, COUNT, NBGRADER_EXECUTION="autograde").cells)
    assert [sorted(output.data) for output in outputs] == [["image/png", "text/html", "text/plain"]]
    assert 'alt="A line up to 2."' in outputs[0].data["text/html"]
    assert counted[0].text.split()[0] == "0"


def test_an_export_without_widgets_shows_the_figure_and_where_the_controls_are():
    notebook = run(SHOW, COUNT, TLCOURSE_WIDGETS="")
    controls, figure = notebook.cells[0].outputs
    assert VIEW in controls.data and 'alt="A line up to 2."' in figure.data["text/html"]

    notebook.metadata.pop("widgets", None)  # as in a notebook that JupyterLab has saved
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert live.HINT in page and page.count('alt="A line up to 2."') == 1


def test_a_filter_and_what_it_finds():
    response = np.zeros((4, 4))
    response[:2], response[2] = 1, -1
    told = alt_text_of(draw_filter(np.zeros((3, 3, 3)), response, np.zeros((8, 8, 3)), title="Edge"))
    plt.close("all")
    assert told == "Edge. Like the filter (red): 50% of the places; like its negative (blue): 25%."


def test_overfitting_up_to_an_epoch():
    history = {"accuracy": [0.2, 0.6, 1.0], "val_accuracy": [0.2, 0.4, 0.3]}
    told = alt_text_of(explorers.draw_until(history, 3, title="deep"))
    early = alt_text_of(explorers.draw_until(history, 1, title="deep"))
    plt.close("all")
    assert "100% of the training photos, 30% of the test photos, gap 70 points" in told and "best after epoch 2" in told
    assert "stopped after epoch 1 of 3: 20% of the training photos" in early


def test_breeze_tells_right_from_wrong_in_words():
    images, labels = np.zeros((2, 4, 4, 3)), np.array([0, 1])
    scores = {"untouched": np.eye(2), "noise": np.array([[0.4, 0.6], [0.3, 0.7]])}
    told = alt_text_of(
        explorers.draw_breeze(
            dict.fromkeys(scores, images), scores, labels, ("acronicta", "biston"), change="noise", photo=0
        )
    )
    plt.close("all")
    assert "untouched: right, acronicta, 100% sure; 100% of all 2 right" in told
    assert "noise: wrong, biston, 60% sure; 50% of all 2 right" in told


@pytest.fixture(scope="module")
def species():
    """Features that tell 5 species apart, with noise: (known, labels, new, new labels)."""
    rng = np.random.default_rng(0)
    middles, labels = rng.normal(size=(5, 32)), np.repeat(np.arange(5), 12)
    known, new = (middles[labels] + rng.normal(size=(60, 32)) for _ in range(2))
    return known.astype("float32"), labels, new.astype("float32"), labels


def test_the_quick_head_learns_what_can_be_learned(species):
    history = quick_head(*species, epochs=6, learning_rate=0.01)
    assert len(history["accuracy"]) == len(history["val_accuracy"]) == 6
    assert history["val_accuracy"][-1] > 0.9
    known, labels, new, _ = species
    nonsense = quick_head(
        known, np.random.default_rng(1).permutation(labels), new, labels, epochs=6, learning_rate=0.01
    )
    assert nonsense["val_accuracy"][-1] < 0.5


def test_settings_of_the_quick_head_matter(species):
    def ends_at(**settings):
        return quick_head(*species, epochs=2, **settings)["accuracy"][-1]

    assert ends_at(learning_rate=RATES[0] / 1000, dropout=0.9) < ends_at(learning_rate=0.01, dropout=0.0)


def test_fewer_photos_than_steps_are_enough_for_the_quick_head(species):
    known, labels, new, new_labels = species
    few = [0, 12, 24, 36, 48]
    assert len(few) < STEPS
    assert quick_head(known[few], labels[few], new, new_labels, learning_rate=0.01)["accuracy"][-1] == 1.0
