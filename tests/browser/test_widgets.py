"""Each widget in a real JupyterLab: it shows, a key moves a slider, the figure follows."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

SET_UP = """
import numpy as np

import tlcourse as tl
from tlcourse import widgets

train, test = tl.load_photos("moths", size=32)
rng = np.random.default_rng(0)
wings = rng.normal(size=(200, 64)).astype("float32")
known, new = (wings[photos.labels] + rng.normal(size=(len(photos), 64)).astype("float32") for photos in (train, test))
few = test.subset(range(12))
history = {"accuracy": [0.3, 0.6, 0.9, 1.0], "val_accuracy": [0.3, 0.4, 0.35, 0.3]}
versions = {"untouched": few.images, "darker": few.images // 2}
scores = {name: rng.dirichlet(np.ones(200), 12) for name in versions}
table = {"depths": ["block 16 and up", "everything"], "rates": [1e-4, 1e-3, 1e-2], "epochs": 8, "head_only": [0.5, 0.5]}
table |= {"held": rng.uniform(size=(2, 3, 2)), "source": rng.uniform(size=(2, 3, 2)), "source_before": 0.8}
"""
WIDGETS = {
    "filters": """
networks = {name: tl.load_backbone("mobilenet_v2", name, size=32) for name in ("procedural", "random")}
widgets.browse_filters(networks, few)
""",
    "neighbours": 'widgets.browse_neighbours(few, train, {"borrowed": (new[:12], known)})',
    "head": "widgets.retrain_head(train, known, test, new)",
    "depths": "widgets.explore_depths(table, {}, lambda depth, rate: 0.625)",
    "overfitting": 'widgets.explore_overfitting({"small": history, "deep": history}, chance=0.25)',
    "breeze": "widgets.explore_breeze(versions, scores, few.labels, few.species)",
}


THREADS = "import threading\n\nprint(threading.active_count(), 'threads')"


class Shown:
    """A widget on the page: what is in the output of its cell."""

    def __init__(self, page, index):
        self.page, self.index = page, index

    def part(self, selector):
        cell = self.page.find(".jp-Notebook .jp-CodeCell")[self.index]
        self.page.driver.execute_script("arguments[0].scrollIntoView()", cell)
        return cell.find_elements(By.CSS_SELECTOR, f".jp-OutputArea-output {selector}")

    def figure(self):
        """Picture and alt text."""

        def images():
            return [(image.get_attribute("src"), image.get_attribute("alt")) for image in self.part("img")]

        return self.page.wait(images, "a figure")[0]

    def caption(self):
        return self.part("[role=status]")[0].text

    def press(self, control, key):
        """Press a key on a control, and wait for another figure."""
        before = self.figure()
        control.send_keys(key)
        self.page.wait(lambda: self.figure()[0] != before[0], f"another figure than {before[1]!r}")


@pytest.fixture(scope="module")
def notebook(page):
    page.open("widgets", SET_UP, *WIDGETS.values(), THREADS)
    page.run_all()
    return page


@pytest.fixture(params=WIDGETS)
def shown(request, notebook, tmp_path):
    shown = Shown(notebook, list(WIDGETS).index(request.param) + 1)
    yield shown
    notebook.driver.save_screenshot(str(tmp_path / f"{request.param}.png"))


def test_a_key_moves_a_slider_and_the_figure_follows(shown):
    slider = shown.page.wait(lambda: shown.part("[role=slider]"), "a slider")[-1]
    alt = shown.figure()[1]
    at_end = slider.get_attribute("aria-valuenow") == slider.get_attribute("aria-valuemax")
    shown.press(slider, Keys.ARROW_LEFT if at_end else Keys.ARROW_RIGHT)

    assert shown.figure()[1] != alt
    shown.page.wait(lambda: shown.caption() == shown.figure()[1], "a caption that says what the figure shows")
    assert shown.page.complaints() == []


def test_a_key_moves_a_slider_over_texts(notebook):
    overfitting = Shown(notebook, list(WIDGETS).index("overfitting") + 1)
    overfitting.press(overfitting.part("[role=slider]")[0], Keys.ARROW_RIGHT)
    assert "deep" in overfitting.figure()[1]


def test_a_training_of_ones_own_joins_the_table_when_asked_for(notebook):
    depths = Shown(notebook, list(WIDGETS).index("depths") + 1)
    _, rate, here = notebook.wait(lambda: depths.part("[role=slider]"), "three sliders")
    if here.get_attribute("aria-valuenow") == "0":
        depths.press(here, Keys.ARROW_RIGHT)
    assert depths.figure()[1].endswith("Trained here: 62%.")
    depths.press(rate, Keys.ARROW_RIGHT)
    assert "learning rate 0.01" in depths.figure()[1]


def threads_of(notebook):
    """How many threads the kernel has."""
    notebook.run_cell(len(WIDGETS) + 1)
    return next(line for line in notebook.text().splitlines() if line.endswith(" threads"))


def test_running_the_cell_again_leaves_one_set_of_controls_that_works(notebook):
    index = list(WIDGETS).index("breeze") + 1
    again, threads = Shown(notebook, index), threads_of(notebook)
    notebook.run_cell(index)
    notebook.wait(lambda: len(again.part("[role=slider]")) == 2, "two sliders and no more")
    again.press(again.part("[role=slider]")[1], Keys.ARROW_RIGHT)
    assert len(again.part("img")) == 1
    assert threads_of(notebook) == threads
    assert notebook.complaints() == []


def test_the_saved_notebook_holds_each_figure_with_its_text(notebook):
    outputs = [cell.outputs for cell in notebook.save("widgets").cells[1:-1]]
    for *_, hint, figure in outputs:  # on a slow machine reading the photos has said something, too
        assert "appear when you run this cell" in hint.data["text/html"]
        assert "image/png" in figure.data and 'alt="' in figure.data["text/html"]
